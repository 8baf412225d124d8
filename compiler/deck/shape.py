"""What a mapping of the format is: its keys, each with a schema, and what it says as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Schema = Mapping[str, object]

TEXT: Schema = {"type": "string"}
_GREEK = "\\u0391-\\u03a1\\u03a3-\\u03a9\\u03b1-\\u03c9"
NAME: Schema = {"type": "string", "pattern": f"^[A-Za-z_{_GREEK}][A-Za-z0-9_{_GREEK}]*$"}
NUMBER: Schema = {"type": "number"}
FORMULA: Schema = {"type": ["string", "number", "boolean"], "description": "a formula: explicit *, ^ for powers"}
FORMULAS: Schema = {"anyOf": [FORMULA, {"type": "array", "items": FORMULA}]}
TEXTS: Schema = {"type": "array", "items": TEXT}
VALUE: Schema = {"type": ["number", "string"]}
GAPS: Schema = {
    "type": "array",
    "items": {"anyOf": [NUMBER, {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}]},
}
MEANINGS: Schema = {"type": "object", "additionalProperties": TEXT}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping: its schema, what it is for, and whether it must stand there."""

    schema: Schema
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping of the format: what it is called in diagnostics, and its keys."""

    title: str
    keys: Mapping[str, Key]

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must stand there."""
        return tuple(name for name, key in self.keys.items() if key.required)

    def schema(self, required: tuple[str, ...] | None = None) -> dict[str, object]:
        """The mapping as JSON Schema; `required` keys may be given, where others hold than the shape's own."""
        needed = self.required if required is None else required
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(needed),
            "properties": {name: {**key.schema, "description": key.about} for name, key in self.keys.items()},
        }
