"""The page for whoever runs the bot, and the files beside it: all that they name is there, and fits together."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.bounded import AT_ONCE, MEBIBYTE
from bot.command import run
from bot.decks.proving import MEMORY
from bot.health import facts
from bot.heartbeat import BEATS_EVERY
from bot.settings.values import NAMES, PREFIX, Settings
from tests.bot.test_health import AT, WELL

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
PAGE = (ROOT / "docs" / "hosting.md").read_text("utf-8")
BOT_PAGE = (ROOT / "docs" / "bot.md").read_text("utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
ONE, MANY = ((DEPLOY / name).read_text("utf-8") for name in ("drillbook.service", "drillbook@.service"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WORDS = {"DATA", *(name.upper() for name in NAMES)}
DRAIN = Settings(token=SecretStr("")).drain_seconds
NEEDED = 300 * MEBIBYTE + AT_ONCE * MEMORY
"""Bytes: for the bot three times what it holds, and for all decks that may be proved at once."""


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def size(text: str) -> int:
    return int(text.lower().removesuffix("m")) * MEBIBYTE


@pytest.mark.parametrize("text", [PAGE, BOT_PAGE, DOCKERFILE, (DEPLOY / "compose.yaml").read_text("utf-8"), ONE, MANY])
def test_every_setting_that_is_named_exists(text: str) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", text))
    assert named and named <= WORDS


@pytest.mark.parametrize("flag", ["--doctor", "--health"])
def test_the_bots_flags_are_explained_in_its_help(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    assert flag in capsys.readouterr().out


def test_every_field_of_the_health_check_is_explained() -> None:
    table = PAGE[PAGE.index("| field | is |") : PAGE.index("**Not well**")]
    names = re.findall(r"`([a-z_]+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "|" in line))
    assert {*names, "kind"} == set(facts(WELL, AT))


def test_every_event_that_is_explained_is_logged_somewhere() -> None:
    table = PAGE[PAGE.index("| event | means |") : PAGE.index("## Upgrading")]
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    names = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[2:]
    events = [event for name in names for event in re.findall(r"`([^`]+)`", name)]
    assert len(events) >= 6
    for event in events:
        assert f'"{event}"' in code, event


# The image.


def test_the_image_has_a_python_that_is_enough() -> None:
    bases = re.findall(r"^FROM python:(\d+)\.(\d+)-slim-[a-z]+(?: AS \w+)?$", DOCKERFILE, re.MULTILINE)
    assert len(bases) == len(re.findall("^FROM ", DOCKERFILE, re.MULTILINE))
    least = tuple(map(int, PYPROJECT["project"]["requires-python"].removeprefix(">=").split(".")))
    assert len(set(bases)) == 1 and tuple(map(int, bases[0])) >= least


def test_the_image_is_made_of_what_is_there_and_of_all_that_is_needed() -> None:
    copied = [word for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    rooms = set(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    project = PYPROJECT["project"]
    assert {*rooms, "pyproject.toml", "requirements-bot.lock", project["readme"], project["license-files"][0]} == {
        *copied
    }
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored and {line[1:] for line in ignored if line.startswith("!")} == {*copied}


def test_the_image_installs_by_hash_runs_without_rights_and_tells_its_health() -> None:
    assert "--require-hashes -r /source/requirements-bot.lock" in DOCKERFILE
    assert DOCKERFILE.index("USER drillbook") > DOCKERFILE.rindex("RUN ")
    assert "DRILLBOOK_DATA=/data" in DOCKERFILE and "VOLUME /data" in DOCKERFILE and "STOPSIGNAL SIGTERM" in DOCKERFILE
    assert re.search(r'^HEALTHCHECK .* CMD \["drillbook", "bot", "--health"\]$', DOCKERFILE, re.MULTILINE)
    assert set(PYPROJECT["project"]["scripts"]) == {"drillbook"} and 'ENTRYPOINT ["drillbook"]' in DOCKERFILE


# The services of compose.


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_is_closed_up_and_has_time_to_stop(name: str) -> None:
    service = COMPOSE["services"][name]
    context = (DEPLOY / service["build"]["context"]).resolve()
    assert context == ROOT and (context / service["build"]["dockerfile"]).is_file()
    assert service["read_only"] and service["tmpfs"] == ["/tmp"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"] and service["restart"] == "unless-stopped"
    assert seconds(service["stop_grace_period"]) > DRAIN + 10
    assert size(service["mem_limit"]) >= NEEDED and set(service["logging"]["options"]) == {"max-size", "max-file"}
    (secret,) = service["secrets"]
    source, target = (secret, secret) if isinstance(secret, str) else (secret["source"], secret["target"])
    assert service["environment"]["DRILLBOOK_TOKEN_FILE"] == f"/run/secrets/{target}" and source in COMPOSE["secrets"]
    (volume,) = service["volumes"]
    source, target = volume.split(":")
    assert target == "/data" and source in COMPOSE["volumes"]


def test_two_services_share_neither_token_nor_data() -> None:
    first, second = COMPOSE["services"]["bot"], COMPOSE["services"]["second"]
    assert first["secrets"] != second["secrets"] and first["volumes"] != second["volumes"] and second["profiles"]
    files = {one["file"].removeprefix("./") for one in COMPOSE["secrets"].values()}
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {f"/docs/deploy/{name}" for name in files} <= set(ignored)


# The units of systemd.


def unit(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("text", [ONE, MANY], ids=["one", "many"])
def test_a_unit_is_closed_up_restarts_and_has_time_to_stop(text: str) -> None:
    says = unit(text)
    assert (
        says["Type"] == ["notify"] and says["Restart"] == ["on-failure"] and says["RestartPreventExitStatus"] == ["2"]
    )
    assert float(says["TimeoutStopSec"][0]) > DRAIN + 10 and float(says["WatchdogSec"][0]) > 4 * BEATS_EVERY
    assert says["ProtectSystem"] == ["strict"] and says["NoNewPrivileges"] == ["yes"]
    assert size(says["MemoryMax"][0]) >= NEEDED
    (command,) = says["ExecStart"]
    program, *words = command.split()
    assert Path(program).name in PYPROJECT["project"]["scripts"] and words == ["bot"]
    (credential,), (folder,) = says["LoadCredential"], says["StateDirectory"]
    assert f"DRILLBOOK_DATA=%S/{folder}" in says["Environment"]
    assert f"DRILLBOOK_TOKEN_FILE=%d/{credential.partition(':')[0]}" in says["Environment"]


def test_the_template_differs_in_its_names_alone() -> None:
    folded = MANY.replace("drillbook-%i", "drillbook").replace("%i.token", "token").replace("%i.settings", "settings")
    assert unit(folded.replace(" (%i)", "")) == unit(ONE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize(("text", "name"), [(ONE, "drillbook.service"), (MANY, "drillbook@maths.service")])
def test_systemd_takes_a_unit(text: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text))
    checked = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
