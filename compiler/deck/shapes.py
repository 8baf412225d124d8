"""The keys of the format, once: the loader refuses what is not here, and the JSON Schema is made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from compiler.checker import MOST_PARTS
from compiler.deck.shape import FORMULA, FORMULAS, GAPS, MEANINGS, NAME, NUMBER, TEXT, TEXTS, VALUE, Key, Schema, Shape

SLUG_PATTERN = "[a-z0-9]+(?:-[a-z0-9]+)*"
MAX_SLUG = 64
TYPES = ("derive", "formula", "decide", "vector", "debug")


def is_slug(text: str) -> bool:
    """Whether a text can name an exercise for ever."""
    return len(text) <= MAX_SLUG and re.fullmatch(SLUG_PATTERN, text) is not None


COMPANION_TAKES = ("given", "work", "answer", "require", "accept", "mistakes")
"""What a companion may take from its exercise."""


def _list_of(shape: Shape) -> Schema:
    return {"type": "array", "items": shape.schema()}


GIVEN = Shape(
    "a given",
    {
        "name": Key(NAME, "the name that the draw sets"),
        "rows": Key(
            {"type": "array", "items": NAME, "minItems": 2},
            "names whose values are drawn together, from rows of `pick`",
        ),
        "pick": Key(
            {"type": "array", "minItems": 1}, "the values to draw from; one listed twice is drawn twice as often"
        ),
        "from": Key(NUMBER, "the first value of a range"),
        "to": Key(NUMBER, "the last value of a range"),
        "step": Key(NUMBER, "the distance between two values of a range"),
        "without": Key(GAPS, "gaps: values, or [low, high] with both ends left out"),
        "divisors": Key(NAME, "an earlier name with whole values; a divisor of it is drawn"),
        "times": Key(
            {"type": "integer", "minimum": 2, "maximum": 64}, "the name is a list of so many elements, drawn one by one"
        ),
        "is": Key(FORMULA, "the name follows from earlier ones"),
        "means": Key({"anyOf": [TEXT, MEANINGS]}, "what the symbol stands for; for rows a mapping"),
    },
)
BALANCE = Shape(
    "a balance",
    {
        "when": Key(FORMULA, "the condition to balance", required=True),
        "share": Key(
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "the share of draws that meet it (default 0.5)",
        ),
    },
)
FIGURE = Shape(
    "a figure",
    {
        "file": Key(TEXT, "a png, jpg, svg or webp file in the deck's folder", required=True),
        "alt": Key(TEXT, "what the figure shows, in words", required=True),
    },
)
STEP = Shape(
    "a step",
    {
        "is": Key(FORMULA, "the step's formula", required=True),
        "round": Key(TEXT, "how the derivation shows its value, such as 4 sig"),
        "note": Key(TEXT, "a remark beside the step"),
        "means": Key(TEXT, "what the step stands for, with its unit; told where a debug shows the derivation"),
    },
)
_TOLERANCE = Key({"type": ["string", "number"]}, "1% · 0.002 · 2 decimals · 3 sig · exact · factor 2", required=True)
_NUMBER = {
    "is": Key(FORMULA, "the formula or step that is asked", required=True),
    "unit": Key(TEXT, "the unit it is asked in"),
    "units": Key(TEXTS, "the units that are accepted, instead of the unit's own family"),
    "tolerance": _TOLERANCE,
    "round": Key({"anyOf": [TEXT, TEXTS]}, "how to round: 3 sig · 1 decimal · integer; a list allows several"),
}
ANSWER = Shape("an answer", {**_NUMBER, "label": Key(TEXT, "words beside the input, where there is no unit")})
OPTION = Shape(
    "a verdict",
    {
        "say": Key(
            {"anyOf": [TEXT, TEXTS]}, "the word that says it; a list allows several, the first is shown", required=True
        ),
        "when": Key(FORMULA, "where it is right, if no verdict before it is; the last verdict has none"),
    },
)
DECISION = Shape(
    "an answer of type `decide`",
    {
        **ANSWER.keys,
        "verdict": Key({**_list_of(OPTION), "minItems": 2, "maxItems": 6}, "the verdicts, in order", required=True),
    },
)
_SHARED = {name: Key(key.schema, key.about) for name, key in _NUMBER.items()}
PART = Shape("a value of a vector", _SHARED)
INVARIANT = Shape(
    "an invariant",
    {
        "sums-to": Key(NUMBER, "what all values make together", required=True),
        "tolerance": Key({"type": ["string", "number"]}, "how near their sum must come", required=True),
    },
)
VECTOR = Shape(
    "an answer of type `vector`",
    {
        "parts": Key(
            {
                "type": "object",
                "additionalProperties": {"anyOf": [FORMULA, PART.schema()]},
                "minProperties": 2,
                "maxProperties": MOST_PARTS,
            },
            "the values by their labels; what is said beside `parts` is said of each",
            required=True,
        ),
        **{name: key for name, key in _SHARED.items() if name != "is"},
        "invariant": Key(
            {"anyOf": [{"enum": ["rises", "falls"]}, INVARIANT.schema()]}, "what holds of all values together"
        ),
    },
)
FORMULA_ANSWER = Shape(
    "an answer of type `formula`",
    {
        "is": Key(FORMULA, "the formula or step that is asked", required=True),
        "symbols": Key(
            {"type": "array", "items": NAME, "minItems": 1}, "the givens that it is written in", required=True
        ),
    },
)
ALTERNATIVE = Shape(
    "an accepted alternative",
    {
        "is": Key(FORMULA, "a value that is right too", required=True),
        "unit": Key(TEXT, "its unit (default: the answer's)"),
        "tolerance": Key({"type": ["string", "number"]}, "its tolerance (default: the answer's)"),
        "note": Key(TEXT, "what to tell who replies so"),
    },
)
MISTAKE = Shape(
    "a mistake",
    {
        "is": Key(FORMULA, "the wrong step, or the wrong final value in the asked unit", required=True),
        "at": Key(NAME, "the step that is wrong; the later steps follow from it"),
        "part": Key(TEXT, "of a vector, the label of the value that is wrong, where no step is"),
        "when": Key(FORMULA, "the draws in which people make it"),
        "hint": Key(TEXT, "what to tell who made it", required=True),
        "waive": Key(TEXT, "why this mistake need not be told apart from the answer"),
    },
)
PUBLISHED = Shape(
    "published numbers",
    {
        "given": Key(
            {"type": "object", "additionalProperties": {"anyOf": [VALUE, {"type": "array", "items": NUMBER}]}},
            "the source's numbers, by name",
            required=True,
        ),
        "answer": Key(NUMBER, "the answer that the source prints", required=True),
        "is": Key(FORMULA, "the source's own, narrower formula"),
        "note": Key(TEXT, "why the source's formula is another"),
        "erratum": Key(TEXT, "what is wrong with the source's answer"),
        "undetermined": Key(TEXT, "what the source leaves open"),
    },
)
EXERCISE = Shape(
    "an exercise",
    {
        "title": Key(TEXT, "a short title that does not give the answer away", required=True),
        "type": Key({"enum": list(TYPES)}, "what the learner replies with", required=True),
        "of": Key(
            {"type": "string", "pattern": f"^{SLUG_PATTERN}$"},
            "the slug of an exercise before it that it is a companion of; what it does not say is taken from there",
        ),
        "given": Key(_list_of(GIVEN), "the numbers of the exercise, in the order of their dependence", required=True),
        "require": Key(FORMULAS, "conditions; a draw that does not meet them is drawn again"),
        "balance": Key(BALANCE.schema(), "a condition that a share of the draws meets"),
        "ask": Key(TEXT, "the prompt: Markdown with {placeholders}", required=True),
        "figure": Key(FIGURE.schema(), "a picture beside the prompt"),
        "work": Key(
            {"type": "object", "additionalProperties": {"anyOf": [FORMULA, STEP.schema()]}},
            "the steps; the derivation is made from them",
            required=True,
        ),
        "answer": Key(
            {"anyOf": [each.schema() for each in (ANSWER, DECISION, VECTOR, FORMULA_ANSWER)]},
            "what is asked, and how exactly",
            required=True,
        ),
        "accept": Key(_list_of(ALTERNATIVE), "other replies that are right"),
        "mistakes": Key(_list_of(MISTAKE), "what people really get wrong, with a hint for each"),
        "hints": Key(TEXTS, "hints on demand, the mildest first"),
        "insight": Key(TEXT, "why it matters; shown with the answer"),
        "published": Key(PUBLISHED.schema(), "the source's numbers, checked against this definition"),
        "tags": Key(TEXTS, "tags besides those of deck and chapter"),
        "was": Key(TEXTS, "slugs that this exercise had before, the first one first"),
        "magnitude": Key({"type": "boolean"}, "asks for the order of magnitude: a factor of two is right"),
    },
)
KEY_FORMULA = Shape(
    "a key formula",
    {
        "symbol": Key(TEXT, "the left side", required=True),
        "is": Key(FORMULA, "the right side, in the formula language", required=True),
        "where": Key(MEANINGS, "what every symbol stands for", required=True),
        "note": Key(TEXT, "a remark: when it holds"),
    },
)
CALLOUT = Shape(
    "a call-out",
    {"title": Key(TEXT, "its heading", required=True), "text": Key(TEXT, "its text", required=True)},
)
CHAPTER = Shape(
    "a chapter",
    {
        "chapter": Key(
            {"type": "integer", "minimum": 0, "maximum": 99}, "the number before the point, as in 8.2", required=True
        ),
        "title": Key(TEXT, "the chapter's title", required=True),
        "intro": Key(TEXT, "prose at the head of the chapter", required=True),
        "formulas": Key(_list_of(KEY_FORMULA), "the chapter's key formulas"),
        "callouts": Key(_list_of(CALLOUT), "remarks that stand out"),
        "exercises": Key(
            {
                "type": "object",
                "propertyNames": {"pattern": f"^{SLUG_PATTERN}$"},
                "additionalProperties": {
                    **EXERCISE.schema(tuple(each for each in EXERCISE.required if each not in COMPANION_TAKES)),
                    "anyOf": [{"required": ["of"]}, {"required": list(COMPANION_TAKES[:3])}],
                },
            },
            "the exercises by slug, in order; a slug is permanent",
            required=True,
        ),
    },
)
DECK = Shape(
    "a deck",
    {
        "id": Key(
            {"type": "string", "pattern": "^[a-z0-9-]{8,64}$"},
            "the deck's permanent id, made once by `drillbook new`",
            required=True,
        ),
        "title": Key(TEXT, "the deck's title", required=True),
        "description": Key(TEXT, "what it teaches, in a few sentences"),
        "language": Key(TEXT, "the language of its texts (default en)"),
        "authors": Key(TEXTS, "who wrote it"),
        "licence": Key(TEXT, "under which licence it may be shared", required=True),
        "source": Key(TEXT, "where its facts come from"),
        "address": Key(TEXT, "where to report a mistake"),
        "tags": Key(TEXTS, "tags of every exercise"),
    },
)


SCHEMAS = Path(__file__).parent / "schema"
"""Where the JSON Schemas lie that editors read; `make schema` writes them again."""


def json_schemas() -> dict[str, str]:
    """The JSON Schemas (2020-12) of the format's files, by file name, as text."""
    found = {}
    for name, shape in (("deck.json", DECK), ("chapter.json", CHAPTER)):
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Drillbook: {shape.title}"}
        found[name] = json.dumps(schema | shape.schema(), indent=1, ensure_ascii=False) + "\n"
    return found


def write_schemas() -> None:
    """Write the JSON Schemas where they ship."""
    for name, text in json_schemas().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")
