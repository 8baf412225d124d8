"""The JSON Schemas that ship: as the loader reads, and of use to an editor."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import jsonschema
import pytest

from compiler.deck.diagnostics import Findings
from compiler.deck.reading import read_text
from compiler.deck.shapes import SCHEMAS, json_schemas
from compiler.deck.source import Mapping, Node, Scalar, SourceFile
from tests.deck.samples import ROOT, TINYML


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return found


def plain(node: Node) -> object:
    """The values as an editor's YAML 1.2 reader sees them."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node}
    if isinstance(node, Scalar):
        if node.is_null or node.truth is not None:
            return node.truth
        return node.text if node.number is None else number(node.number)
    return [plain(item) for item in node.items]


def number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)


def values(text: str) -> object:
    node = read_text(SourceFile("test", text), Findings())
    assert node is not None
    return plain(node)


def test_the_schemas_that_ship_are_those_of_the_format() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*.json")} == json_schemas()


@pytest.mark.parametrize("name", ["deck.json", "chapter.json"])
def test_the_schemas_are_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("path", sorted(TINYML.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_decks_fit_the_schemas(path: Any) -> None:
    kind = "deck.json" if path.name == "deck.yaml" else "chapter.json"
    jsonschema.validate(values(path.read_text(encoding="utf-8")), schema(kind))


def test_the_template_of_a_new_deck_fits_the_schemas() -> None:
    template = ROOT / "compiler" / "commands" / "template"
    jsonschema.validate(values((template / "01-first-steps.yaml").read_text()), schema("chapter.json"))


@pytest.mark.parametrize(
    "text",
    [
        "chapter: 1\ntitle: T\nintro: I\nexercises: {}\nexercices: {}\n",
        "chapter: one\ntitle: T\nintro: I\nexercises: {}\n",
        "chapter: 1\ntitle: T\nintro: I\nexercises: {Not_A_Slug: {}}\n",
        "title: T\nintro: I\nexercises: {}\n",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values(text), schema("chapter.json"))
