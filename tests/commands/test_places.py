"""Where decks are found, and where packages are put."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.calls import COMMAND, ROOT, SECONDS, Call, deck


@pytest.mark.parametrize("name", ["mine", "mine/", "./mine", "mine/deck.yaml"])
def test_a_deck_is_named_by_its_folder_or_its_file(name: str, drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("check", name)
    assert (run.code, run.out.splitlines()[-1]) == (0, "mine: 2 exercises, no errors")


def test_a_name_that_looks_like_an_option_stands_behind_two_dashes(drillbook: Call) -> None:
    deck(Path("named-so")).rename("-o")
    assert drillbook("check", "--", "-o").out.endswith("-o: 2 exercises, no errors\n")
    assert drillbook("read", "--", "-5").out == "−5\n"


def test_a_deck_is_named_by_its_whole_path(drillbook: Call, here: Path) -> None:
    assert drillbook("check", deck(here / "mine")).code == 0


def test_a_deck_in_decks_is_known_by_name_and_the_folder_here_comes_first(drillbook: Call) -> None:
    deck(Path("decks/tinyml"))
    deck(Path("decks/mine"))
    assert drillbook("check", "mine").code == 0
    assert drillbook("check", "tinyml").out.endswith("tinyml: 2 exercises, no errors\n")


def test_a_deck_that_came_along_is_known_by_name_everywhere(drillbook: Call) -> None:
    assert drillbook("check", "tinyml").code == 0


@pytest.mark.parametrize(("name", "meant"), [("tinymll", "tinyml"), ("min", "mine"), ("Mine", "mine")])
def test_a_misspelt_deck_suggests_the_nearest(name: str, meant: str, drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("draw", name)
    assert run.code == 2
    assert f"there is no deck `{name}`" in run.err
    assert f"did you mean `{meant}`?" in run.err


def test_where_no_deck_is_near_those_that_are_there_are_listed(drillbook: Call) -> None:
    deck(Path("decks/mine"))
    assert "decks here: mine, networking, tinyml" in drillbook("check", "qqq").err


@pytest.mark.parametrize("name", ["", "long" * 2_000])
def test_a_name_that_no_deck_can_have_is_wrong_usage_and_means_none(name: str, drillbook: Call) -> None:
    run = drillbook("check", name)
    assert (run.code, run.out) == (2, "")
    assert f"there is no deck `{name}`" in run.err
    assert "did you mean" not in run.err


def test_without_a_name_every_deck_in_decks_is_taken(drillbook: Call) -> None:
    deck(Path("decks/one"))
    deck(Path("decks/two"))
    checked = drillbook("check", "--json")
    assert [value["deck"] for value in checked.kind("deck")] == ["one", "two"]
    built = drillbook("build", "--json")
    assert [value["file"] for value in built.objects] == [
        os.path.abspath(f"data/{name}.apkg") for name in ("one", "two")
    ]


def test_in_the_data_folder_the_decks_that_a_bot_serves_are_not_taken_for_the_house(
    drillbook: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck(Path("data/decks/served"))
    monkeypatch.setenv("DRILLBOOK_DATA", str(here / "data"))
    monkeypatch.chdir(here / "data")
    run = drillbook("check", "qqq")
    assert "decks here: networking, tinyml" in run.err


def test_within_a_deck_it_is_the_one(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(deck(Path("mine")))
    for arguments in (["check"], ["check", "."], ["check", "deck.yaml"]):
        assert drillbook(*arguments).out.endswith("mine: 2 exercises, no errors\n")
    assert drillbook("build", "--json").objects[0]["file"].endswith("data/mine.apkg")


def test_a_deck_that_is_named_twice_is_taken_once(drillbook: Call) -> None:
    deck(Path("mine"))
    assert len(drillbook("check", "mine", "./mine", "--json").kind("deck")) == 1


def test_two_decks_of_one_name_would_be_one_file(drillbook: Call) -> None:
    deck(Path("a/mine"))
    deck(Path("b/mine"))
    run = drillbook("build", "a/mine", "b/mine")
    assert (run.code, "same name" in run.err) == (2, True)
    assert not Path("data").exists()


def test_a_tilde_in_the_data_folder_is_home(drillbook: Call, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    monkeypatch.setenv("DRILLBOOK_DATA", "~/built")
    deck(Path("mine"))
    assert drillbook("build", "mine").code == 0
    assert (here / "built" / "mine.apkg").is_file()


def test_an_installed_drillbook_builds_its_decks_into_the_users_data_folder(here: Path) -> None:
    site, home = here / "site", here / "home"
    for room in ("compiler", "decks"):
        shutil.copytree(ROOT / room, site / room, ignore=shutil.ignore_patterns("__pycache__"))
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DRILLBOOK_", "XDG_"))}
    env |= {"HOME": str(home), "LOCALAPPDATA": str(home), "PYTHONPATH": str(site)}
    command = [*COMMAND, "build"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=SECONDS, env=env)
    assert (run.returncode, run.stderr) == (0, "")
    packages = sorted(home.rglob("*.apkg"))
    assert [each.relative_to(home).parts[-2:] for each in packages] == [
        ("drillbook", "networking.apkg"),
        ("drillbook", "tinyml.apkg"),
    ]
    for package in packages:
        assert re.search(rf"^{re.escape(str(package))}: \d+ notes, ", run.stdout, re.MULTILINE)
    if sys.platform == "linux":
        assert packages[1] == home / ".local/share/drillbook/tinyml.apkg"


def test_in_a_checkout_the_data_folder_is_that_of_the_checkout(
    monkeypatch: pytest.MonkeyPatch, here: Path, drillbook: Call
) -> None:
    from compiler.console import places

    monkeypatch.delenv("DRILLBOOK_DATA")
    (here / "pyproject.toml").write_text("")
    monkeypatch.setattr(places, "HOUSE", here)
    deck(Path("decks/mine"))
    assert drillbook("build", "mine").out.startswith("data/mine.apkg: 2 notes, ")
