"""The card's own files: what Anki and old phones would stumble over is not in them."""

import re
from importlib import resources

from compiler.targets.anki.model import FIELDS, FIRST_SCHEMA, PARTS, note_type
from compiler.targets.html import VERSION, script

CARD = resources.files("compiler.targets.anki").joinpath("card")
SCRIPT = "\n".join([script(), *(CARD.joinpath(f"{part}.js").read_text("utf-8") for part in PARTS)])
STYLE = CARD.joinpath("card.css").read_text("utf-8")
SIDES = [str(note_type().templates[0][side]) for side in ("qfmt", "afmt")]


def script_of(side: str) -> str:
    return side.partition("<script>")[2].partition("</script>")[0]


def test_every_script_of_the_card_is_in_it() -> None:
    assert {path.name for path in CARD.iterdir() if path.name.endswith(".js")} == {f"{part}.js" for part in PARTS}


def test_the_script_holds_nothing_that_anki_takes_for_a_field() -> None:
    for side in SIDES:
        assert "{{" not in script_of(side)
        assert SCRIPT.strip() in script_of(side)


def test_the_script_is_self_contained_and_makes_no_code_of_text() -> None:
    for side in SIDES:
        whole = script_of(side)
        assert re.search(r"\beval\b|\bFunction\(|document\.write|\bimport\b|\bfetch\b|XMLHttp", whole) is None
        assert re.search(r"https?://(?!github|gitlab)", whole.replace("https?:", "")) is None
        assert re.search(r"^\(function \(\) \{$.*^\}\)\(\);$", whole, re.DOTALL | re.MULTILINE)


def test_only_what_the_deck_says_is_put_in_as_html() -> None:
    assert re.findall(r"innerHTML = (\w+)", SCRIPT) == ["html"]
    assert "for (const html of [reply.note].concat(reply.hints))" in SCRIPT


def test_the_script_uses_no_syntax_later_than_2017() -> None:
    assert re.search(r"\?\.|\?\?|catch \{|\{ ?\.\.\.|\(\?<|\b[0-9]+n\b|\*\*", SCRIPT) is None


def test_the_style_loads_nothing() -> None:
    assert re.search(r"url\(|@import|@font-face|http", STYLE) is None


def test_night_mode_sets_every_colour_that_the_day_sets() -> None:
    day, night = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", STYLE)
    assert re.findall(r"--\w+(?=:)", day) == re.findall(r"--\w+(?=:)", night)
    rest = STYLE.replace(day, "").replace(night, "")
    assert re.findall(r"#[0-9a-f]{3,8}\b", rest) == ["#ffffff"]  # the paper behind a figure


def test_every_field_of_a_template_exists_and_a_plain_one_stands_on_the_front() -> None:
    names = {field.name for field in FIELDS}
    for side in (*SIDES, *(str(note_type().templates[0][side]) for side in ("bqfmt", "bafmt"))):
        assert {name.lstrip("#/") for name in re.findall(r"\{\{([^}]*)\}\}", side)} <= names
    assert "{{Prompt}}" in SIDES[0]


def test_only_the_back_shows_the_answer() -> None:
    assert re.search(r"Answer|Steps|Insight", re.sub(r"<script>.*", "", SIDES[0], flags=re.DOTALL)) is None
    assert "{{Answer}}" in SIDES[1]


def test_only_the_front_carries_the_checker() -> None:
    assert ["makeChecker" in side for side in SIDES] == [True, False]


def test_ids_of_fields_and_template_are_fixed_for_ever() -> None:
    assert [field.id for field in FIELDS] == list(range(4_107_236_590_318_274_601, 4_107_236_590_318_274_618))
    assert [template["id"] for template in note_type().templates] == [5_318_470_226_914_530_771]


def test_whoever_changes_the_note_type_moves_its_time() -> None:
    """Take the present time for `_CHANGED` in model.py, and both of them here."""
    assert (note_type().digest, note_type().changed) == ("5208ef736201ff6ae71cc6ef3ec12da4", 1_795_863_448)


def test_the_ids_of_the_first_releases_are_those_of_today() -> None:
    assert note_type().schema == FIRST_SCHEMA


def test_the_script_reads_the_tables_that_are_written() -> None:
    assert f"table.v !== {VERSION}" in SCRIPT
