"""The shelf: the decks that are practised, and every exercise by its place in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.checker import Variant
from compiler.deck import Chapter, Deck, Exercise, filled
from scheduler.store import Place


@dataclass(frozen=True, slots=True)
class Shelved:
    """An exercise with what it stands in; `order` counts through all decks, in the order of their chapters."""

    deck: Deck
    chapter: Chapter
    exercise: Exercise
    place: Place
    order: int

    @property
    def is_companion(self) -> bool:
        """Whether it asks about another exercise in another way; it has then no interval of its own."""
        return self.exercise.of is not None


class Shelf:
    """Decks to practise, in order."""

    def __init__(self, decks: Iterable[Deck]) -> None:
        self.decks = tuple(decks)
        standing = [
            (deck, chapter, each) for deck in self.decks for chapter in deck.chapters for each in chapter.exercises
        ]
        self.all = tuple(
            Shelved(deck, chapter, exercise, Place(deck.id, exercise.identity), order)
            for order, (deck, chapter, exercise) in enumerate(standing)
        )
        self.exercises = tuple(each for each in self.all if not each.is_companion)
        self._by_place = {each.place: each for each in self.all}
        self._by_slug = {(each.deck.id, each.exercise.slug): each for each in self.all}

    def at(self, place: Place) -> Shelved | None:
        """The exercise of a place; None where its deck is not here, or it was taken out."""
        return self._by_place.get(place)

    def base(self, companion: Shelved) -> Shelved:
        """The exercise that a companion belongs to."""
        return self._by_slug[companion.deck.id, companion.exercise.of or ""]


def variant_of(shelved: Shelved, seed: int) -> Variant:
    """The variant of a seed. Raises NoVariant where the exercise's conditions leave no draw."""
    return filled(shelved.deck, shelved.exercise, seed).variant
