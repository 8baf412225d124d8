"""A side of a card with a row of one's choice, where Anki's card picks one by the day."""

from __future__ import annotations

import json
from importlib import resources

from compiler.preview.state import Shown
from compiler.targets.anki import sides


def card(shown: Shown, is_back: bool, row: int, night: bool) -> str | None:
    """The page of a side, of which a script says before the card's own which row is shown; None where there is none.

    A row beyond the table is taken as counted on from its beginning.
    """
    if shown.content is None:
        return None
    page = sides(shown.content, night)[is_back]
    chosen = {"key": shown.content.key, "row": row % shown.variants, "digest": shown.content.digest}
    script = resources.files(__package__).joinpath("shell", "card.js").read_text("utf-8")
    # JSON within a script: nothing in it may end the script.
    said = json.dumps(chosen).replace("<", "\\u003c")
    return page.replace("<head>", f"<head>\n<script>\n{script.strip()}({said});\n</script>", 1)
