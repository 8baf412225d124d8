"""What an exercise is made of, as bytes: the same bytes make the same card and the same section."""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from compiler.deck import Chapter, Deck, Exercise

_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of each class of the model, once they were asked for."""


class _Pickler(pickle.Pickler):
    """Writes down everything that a model holds but where in the file it stands: of that, how many lines below the
    exercise's first, since rejected draws name a line. A chapter in which something above grew stays what it was.

    Nobody reads these bytes back, so what they say need only tell values apart, and be quick.
    """

    def __init__(self, stream: io.BytesIO, exercise: Exercise) -> None:
        super().__init__(stream, protocol=5)
        self.fast = True  # by value alone: whether two equal values are one object is nobody's business
        self.place, self.text, self.first = type(exercise.span), type(exercise.ask.source), exercise.span.line
        self.parsed = (type(exercise.ask), type(exercise.answer.formula))

    def reducer_override(self, value: Any) -> Any:
        """Texts and places in their short form, other values of the model by their fields."""
        kind = type(value)
        if kind is self.place:
            return int, (value.line - self.first,)
        if kind is self.text:
            return tuple, ((value.text, value.plain, value.span.line - self.first),)
        if kind in self.parsed:
            return tuple, ((value.source,),)  # the rest was read from it
        if kind is Fraction:
            return tuple, ((value.numerator, value.denominator),)
        if kind is type or not is_dataclass(kind):
            return NotImplemented
        if kind not in _NAMES:
            _NAMES[kind] = tuple(field.name for field in fields(kind))
        return tuple, ((kind, *(getattr(value, name) for name in _NAMES[kind])),)


def fingerprint(deck: Deck, chapter: Chapter, exercise: Exercise) -> bytes:
    """Every fact that the proofs, the variants, the card or the section of an exercise may rest on.

    Equal bytes mean equal results. A companion rests on its exercise as well.
    """
    about = (deck.name, deck.id, deck.title, deck.description, deck.language, deck.authors, deck.licence, deck.source)
    place = (deck.address, deck.tags, chapter.number, chapter.slug, chapter.title)
    main = next((each for each in chapter.exercises if each.slug == exercise.of), None)
    stream = io.BytesIO()
    _Pickler(stream, exercise).dump((about, place, exercise, main))
    return stream.getvalue()
