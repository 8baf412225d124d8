"""The variant: an exercise with its numbers drawn, complete with its answer key.

It travels both roads: cards and pages embed it, the store keeps it whole, and who holds it can ask and grade
without the deck.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.checker.key import Json
from compiler.checker.keys import AnswerKey, key_from_json
from compiler.checker.stored import Stored, VariantError
from compiler.formula import Value

VERSION = 1
_SEED_BOUND = 2**64
_FLOAT_WHOLE = 2**53

_KEYS = (
    "version", "deck", "deck_id", "exercise", "number", "title", "type", "seed",
    "given", "prompt", "work", "hints", "insight", "key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """A question with its numbers, derivation, hints and answer key. Texts are small Markdown, filled in.

    `deck` is the deck's short name and `deck_id` its permanent one, `exercise` the slug, `number` its place
    ("8.2"). `given` has every name, drawn or derived, in order.
    """

    deck: str
    deck_id: str
    exercise: str
    number: str
    title: str
    type: str
    seed: int
    given: tuple[tuple[str, Value], ...]
    prompt: str
    work: tuple[str, ...]
    hints: tuple[str, ...]
    insight: str | None
    key: AnswerKey
    version: int = VERSION

    def to_json(self) -> Json:
        """The variant as JSON types; `json.dumps(variant.to_json(), allow_nan=False)` writes it."""
        return {
            "version": self.version,
            "deck": self.deck,
            "deck_id": self.deck_id,
            "exercise": self.exercise,
            "number": self.number,
            "title": self.title,
            "type": self.type,
            "seed": self.seed,
            "given": {name: _given_json(value) for name, value in self.given},
            "prompt": self.prompt,
            "work": list(self.work),
            "hints": list(self.hints),
            "insight": self.insight,
            "key": self.key.to_json(),
        }

    @classmethod
    def from_json(cls, stored: object) -> Variant:
        """The variant of its JSON, whoever wrote it. Raises VariantError, which says where it is wrong."""
        whole = Stored(stored)
        _check_version(whole)
        (_, deck, deck_id, exercise, number, title, kind, seed, given, prompt, work, hints, insight, key) = (
            whole.fields(*_KEYS)
        )
        tag = key.field("type").name()
        if tag != kind.name():
            raise kind.wrong(f"'{tag}', the type of the answer key", f"'{kind.name()}'")
        return cls(
            deck=deck.name(),
            deck_id=deck_id.name(),
            exercise=exercise.name(),
            number=number.name(),
            title=title.text(),
            type=kind.name(),
            seed=seed.whole(_SEED_BOUND),
            given=tuple((name, _given(value)) for name, value in given.entries()),
            prompt=prompt.text(),
            work=work.texts(),
            hints=hints.texts(),
            insight=insight.text() if insight.optional() else None,
            key=key_from_json(key.value, key.path),
        )


def _check_version(whole: Stored) -> None:
    """The version is read before all else, since another one may have other keys."""
    version = whole.field("version").whole(_SEED_BOUND)
    if version > VERSION:
        raise VariantError(
            f"version: expected {VERSION}, got {version}, stored by a newer Drillbook: update it to read this"
        )
    if version < VERSION:
        raise VariantError(f"version: expected {VERSION}, got {version}, which is read no more: draw the question anew")


def _given_json(value: Value) -> object:
    if isinstance(value, tuple):
        return [_short(number) for number in value]
    return value if isinstance(value, bool | str) else _short(value)


def _short(number: float) -> float:
    """Whole numbers without a point, where that is the same number."""
    whole = number == int(number) if abs(number) < _FLOAT_WHOLE else False
    return int(number) if whole else number


def _given(stored: Stored) -> Value:
    match stored.value:
        case bool():
            return stored.value
        case str():
            return stored.text()
        case list():
            return tuple(item.number() for item in stored.items())
        case _:
            return stored.number()
