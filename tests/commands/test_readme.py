"""What the README and the page on Anki show is what really comes out."""

import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from compiler.checker import NotRead, VerdictKind, read
from compiler.formula import number_text
from compiler.targets.anki.model import FIELDS
from tests.commands.calls import ROOT, Call

README = (ROOT / "README.md").read_text("utf-8")
TEMPLATE = ROOT / "compiler" / "commands" / "template" / "01-first-steps.yaml"
# Which numbers a seed draws follows from the deck's id.
ID = "mydeck-6208ef0f"


def definition() -> str:
    """The exercise that the README shows."""
    (found,) = re.findall(r"^```yaml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return str(found)


def output(command: str) -> str:
    """What the README shows below a command."""
    (found,) = re.findall(rf"^```\n\$ {re.escape(command)}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return str(found)


def test_the_definition_draws_what_is_shown(drillbook: Call) -> None:
    Path("mydeck").mkdir()
    Path("mydeck/deck.yaml").write_text(f"id: {ID}\ntitle: My deck\nlicence: MIT\n", "utf-8")
    chapter = "chapter: 1\ntitle: First steps\nintro: Transfers.\nexercises:\n" + indent(definition(), "  ")
    Path("mydeck/01-first-steps.yaml").write_text(chapter, "utf-8")
    assert drillbook("check", "mydeck").code == 0
    run = drillbook("draw", "mydeck", "transfer-time")
    assert (run.code, run.err) == (0, "")
    assert run.out.rstrip("\n") == output("drillbook draw mydeck transfer-time").rstrip("\n")


def test_the_definition_is_the_one_that_new_decks_begin_with() -> None:
    shown = yaml.safe_load(definition())["transfer-time"]
    begun = yaml.safe_load(TEMPLATE.read_text("utf-8"))["exercises"]["transfer-time"]
    mistakes = shown.pop("mistakes")
    assert shown == {key: begun[key] for key in shown}
    assert mistakes == begun["mistakes"][: len(mistakes)]


def test_a_slip_in_a_new_deck_is_shown_as_it_is(drillbook: Call) -> None:
    drillbook("new", "mydeck")
    chapter = Path("mydeck/01-first-steps.yaml")
    chapter.write_text(chapter.read_text("utf-8").replace("seconds: megabits / r", "seconds: megabit / r"), "utf-8")
    run = drillbook("check", "mydeck")
    assert run.code == 1
    assert run.err.rstrip("\n") == output("drillbook check mydeck").rstrip("\n")


def test_the_reply_that_is_shown_is_graded_as_shown(drillbook: Call) -> None:
    Path("mydeck").mkdir()
    Path("mydeck/deck.yaml").write_text(f"id: {ID}\ntitle: My deck\nlicence: MIT\n", "utf-8")
    chapter = "chapter: 1\ntitle: First steps\nintro: Transfers.\nexercises:\n" + indent(definition(), "  ")
    Path("mydeck/01-first-steps.yaml").write_text(chapter, "utf-8")
    run = drillbook("grade", "mydeck", "transfer-time", "25 s")
    assert (run.code, run.err) == (1, "")
    assert run.out == output('drillbook grade mydeck transfer-time "25 s"')


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading of a page, its head aside."""
    section = (ROOT / "docs" / page).read_text("utf-8").partition(f"{heading}\n")[2]
    lines = section.partition("\n| --- ")[2].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_on_replies_shows_what_is_read() -> None:
    for typed, read_as, _ in table("replies.md", "### Commas, points, spaces"):
        said = [text.replace(" ", "") for text in read_as.split(" · ")]
        for reply in re.findall(r"`([^`]+)`", typed):
            assert outcome(reply) in said, reply


def outcome(reply: str) -> str:
    """What a reply is read as: its value, or that it is asked about, or refused."""
    try:
        return number_text(read(reply).value, group=False)
    except NotRead as refusal:
        return "asked" if refusal.asks else "refused"


def test_the_page_on_replies_asks_what_it_says() -> None:
    rows = table("replies.md", "What is ambiguous is asked:\n")
    replies = [reply for typed, _ in rows for reply in re.findall(r"`([^`]+)`", typed)]
    assert len(replies) > 8
    assert [reply for reply in replies if outcome(reply) != "asked"] == []


def test_the_page_on_replies_shows_numbers_that_are_read() -> None:
    rows = table("replies.md", "## Numbers")
    values = {reply: outcome(reply) for typed, _ in rows for reply in re.findall(r"`([^`]+)`", typed)}
    assert set(values.values()) & {"asked", "refused"} == set()
    for typed, read_as in rows[1:4]:
        expected = read_as.partition(":")[0].replace(" ", "") if "same" not in read_as else "13600000"
        assert {values[reply] for reply in re.findall(r"`([^`]+)`", typed)} == {expected}


def test_the_page_on_replies_lists_every_verdict_and_every_word_that_asks() -> None:
    listed = {cells[0].strip("`"): cells[-1] for cells in table("replies.md", "## Verdicts")}
    assert {kind: "no" if kind in ("ambiguous", "unreadable") else "yes" for kind in VerdictKind} == listed
    for typed, _ in table("replies.md", "### Capitals"):
        for word in re.findall(r"`([^`]+)`", typed):
            with pytest.raises(NotRead) as refusal:
                read(f"5 {word}")
            assert refusal.value.said.message == "ask-unit", word


def test_the_page_on_anki_names_every_field() -> None:
    page = (ROOT / "docs" / "anki.md").read_text("utf-8")
    table = page.partition("The fields of a note:")[2].partition("\n\nThe same files")[0]
    named = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
    assert [field.name for field in FIELDS if field.name.split()[0] not in named] == []
