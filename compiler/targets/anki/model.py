"""The note type: its fields, its one card, its looks. Whatever Anki knows it by is fixed here for ever."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from compiler.checker import twin
from compiler.targets import html as shared

NAME = "Drillbook"
MODEL_ID = 1_621_937_405_281
SORT_FIELD = "Title"
RELEASE_FIELD = "Release"


@dataclass(frozen=True, slots=True)
class Field:
    """A field. Anki keeps it by its id when it is renamed or moved; ids are never used again."""

    name: str
    id: int
    about: str
    folded: bool = False


# The first field tells notes apart: Anki refuses none and warns of none by it.
FIELDS = (
    Field("Key", 4_107_236_590_318_274_601, "What this exercise is called among all. Do not change it.", True),
    Field("Number", 4_107_236_590_318_274_602, "Chapter and place, such as 8.2"),
    Field("Title", 4_107_236_590_318_274_603, "What it is about"),
    Field("Prompt", 4_107_236_590_318_274_604, "The question, with the numbers of the first variant"),
    Field("Figure", 4_107_236_590_318_274_605, "A picture beside the question"),
    Field("Hints", 4_107_236_590_318_274_606, "From mild to strong"),
    Field("Answer", 4_107_236_590_318_274_607, "The answer to the first variant"),
    Field("Steps", 4_107_236_590_318_274_608, "The derivation"),
    Field("Insight", 4_107_236_590_318_274_609, "Why it matters"),
    Field("Chapter", 4_107_236_590_318_274_610, "The chapter it stands in"),
    Field("Source", 4_107_236_590_318_274_611, "Where the facts come from"),
    Field("Licence", 4_107_236_590_318_274_612, "The deck's licence"),
    Field("Table", 4_107_236_590_318_274_613, "The numbers of all variants. Do not change it.", True),
    Field(
        "Notes",
        4_107_236_590_318_274_614,
        "Your own, shown on the back; an update of the exercise replaces it",
    ),
    Field("Release", 4_107_236_590_318_274_615, "The release since which it says this", True),
    Field("Reserved 2", 4_107_236_590_318_274_616, "For later versions", True),
    Field("Reserved 3", 4_107_236_590_318_274_617, "For later versions", True),
)

_TEMPLATE_ID = 5_318_470_226_914_530_771
FIRST_SCHEMA = (MODEL_ID, *range(4_107_236_590_318_274_601, 4_107_236_590_318_274_618), _TEMPLATE_ID)
"""The ids of the note type when releases did not remember them yet."""
# When the note type last changed, in seconds. Anki takes one from a package only where it is later than the one it has;
# all decks share it, so that it is no deck's to tell.
_CHANGED = 1_795_863_448
_BROWSER_FRONT = "{{Number}} {{Title}}: {{Prompt}}"
_BROWSER_BACK = "{{Answer}}"
_SCRIPT = "/* script */"
# Each file uses functions of all.
PARTS = ("memory", "numbers", "reply", "back", "start")

_WRAPPED = """
(function () {{
"use strict";
{parts}
function loadChecker() {{
{checker}
return checker;
}}
try {{ start(); }} catch (damaged) {{ console.warn(damaged); }}
}})();
"""


@dataclass(frozen=True, slots=True)
class NoteType:
    """The note type as values of Anki's package format.

    `digest` changes when, and only when, it does; `changed` is when it last did, in seconds.
    """

    fields: tuple[dict[str, object], ...]
    templates: tuple[dict[str, object], ...]
    css: str
    digest: str
    changed: int

    @property
    def schema(self) -> tuple[int, ...]:
        """The ids by which Anki takes a note type for the same: its own, those of fields and templates, in order."""
        ids = (MODEL_ID, *(part.get("id") for part in (*self.fields, *self.templates)))
        return tuple(each for each in ids if isinstance(each, int))


@cache
def note_type() -> NoteType:
    """The note type that every deck shares."""
    fields = tuple(
        {
            "name": field.name,
            "id": field.id,
            "description": field.about,
            "collapsed": field.folded,
            "excludeFromSearch": field.folded,
        }
        for field in FIELDS
    )
    template: dict[str, object] = {
        "name": "Exercise",
        "id": _TEMPLATE_ID,
        "qfmt": _side("front.html", twin()),
        "afmt": _side("back.html"),
        "bqfmt": _BROWSER_FRONT,
        "bafmt": _BROWSER_BACK,
    }
    css = _text("card.css")
    said = json.dumps([NAME, SORT_FIELD, fields, template, css], sort_keys=True)
    return NoteType(fields, (template,), css, hashlib.sha256(said.encode()).hexdigest()[:32], _CHANGED)


def _side(name: str, checker: str = "") -> str:
    """A side of the card with the script in it: scripts in files are not fetched everywhere, nor ever updated.

    Whatever goes wrong in the script, the text of the card stands.
    """
    parts = [shared.script(), *(_text(f"{part}.js") for part in PARTS)]
    whole = _WRAPPED.format(parts="\n".join(parts), checker=checker)
    return _text(name).replace(_SCRIPT, whole.strip())


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("card", name).read_text("utf-8")
