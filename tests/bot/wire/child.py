"""A drillbook command in a process of its own that speaks to the fake: URL GATEWAY -- ARGUMENTS..."""

from __future__ import annotations

import sys

from tests.bot.wire.running import redirected


def main(arguments: list[str]) -> int:
    from compiler.commands import main as drillbook

    url, gateway, _, *rest = arguments
    with redirected(url, gateway):
        return drillbook(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
