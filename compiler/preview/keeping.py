"""Exercises that an error hides stay where they were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from compiler.deck import Chapter, Deck, Diagnostic, Exercise


def hidden(last: Deck, now: Deck, diagnostics: Iterable[Diagnostic]) -> frozenset[str]:
    """The identities of the exercises that were there, and are still written, but that an error keeps from being read.

    An exercise that its author took out is not among them.
    """
    broken = {diagnostic.span.file.path: diagnostic.span.file.text for diagnostic in diagnostics}
    there = {exercise.identity for exercise in now.exercises}
    gone = [exercise for exercise in last.exercises if exercise.identity not in there]
    return frozenset(each.identity for each in gone if _is_written(each, broken.get(each.span.file.path)))


def _is_written(exercise: Exercise, text: str | None) -> bool:
    """Whether a file with errors, if it is one, still has the exercise; one that cannot be read at all may have it."""
    if text is None:
        return False
    return not text or re.search(rf"^\s*[\"']?{re.escape(exercise.slug)}[\"']?\s*:", text, re.MULTILINE) is not None


def with_kept(now: Deck, last: Deck, kept: frozenset[str], instead: Mapping[str, Exercise]) -> Deck:
    """The deck as it is now, with the exercises to be kept from its last state, each behind the one it stood behind.

    `instead` has, by identity, exercises in the place of those that are there now.
    """
    chapters = {chapter.slug: chapter for chapter in now.chapters}
    before = {chapter.slug: chapter for chapter in last.chapters if _holds(chapter, kept)}
    order = _merged(list(chapters), [chapter.slug for chapter in last.chapters], before)
    found = (_chapter(chapters.get(slug), before.get(slug), kept, instead) for slug in order)
    return replace(now, chapters=tuple(found))


def _holds(chapter: Chapter, kept: frozenset[str]) -> bool:
    return any(exercise.identity in kept for exercise in chapter.exercises)


def _chapter(
    now: Chapter | None, last: Chapter | None, kept: frozenset[str], instead: Mapping[str, Exercise]
) -> Chapter:
    """A chapter of which one is there; of the last one, what is to be kept."""
    exercises = {} if last is None else {each.identity: each for each in last.exercises if each.identity in kept}
    before = [] if last is None else [each.identity for each in last.exercises]
    present = {} if now is None else {each.identity: instead.get(each.identity, each) for each in now.exercises}
    order = _merged(list(present), before, exercises)
    whole = now or last
    assert whole is not None
    return replace(whole, exercises=tuple({**exercises, **present}[identity] for identity in order))


def _merged(now: Sequence[str], last: Sequence[str], kept: Iterable[str]) -> list[str]:
    """What is there now, and of what was there last the kept, each behind the nearest that it stood behind."""
    order, wanted = list(now), frozenset(kept)
    for place, each in enumerate(last):
        if each in wanted and each not in order:
            behind = next((other for other in reversed(last[:place]) if other in order), None)
            order.insert(0 if behind is None else order.index(behind) + 1, each)
    return order
