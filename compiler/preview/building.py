"""One state of the deck after another. A save costs what it changed: the rest is taken from the build before."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compiler.deck import (
    Chapter,
    Deck,
    Diagnostic,
    Exercise,
    NoVariant,
    Rejection,
    judged_draws,
    load,
    prove_draws,
    table,
)
from compiler.preview.fingerprint import fingerprint
from compiler.preview.keeping import hidden, with_kept
from compiler.preview.state import Shown, State
from compiler.targets.anki import Content, content
from compiler.targets.workbook import Section, document, section


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of an exercise; nothing to look at where no variant of it can be drawn."""

    diagnostics: tuple[Diagnostic, ...]
    rejections: tuple[Rejection, ...]
    looks: tuple[Content, Section] | None


Work = Callable[[Callable[[int], Made], int], Sequence[Made]]
"""How pieces of work are done: from the work and how many pieces there are to their results, in order."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An exercise as it was when something was made of it."""

    key: bytes
    exercise: Exercise
    made: Made


class Builder:
    """Builds the states of one deck. It remembers of each exercise what was last made of it without errors."""

    def __init__(self, folder: Path, draws: int) -> None:
        self._folder = folder
        self._draws = draws
        self._good: dict[str, _Entry] = {}
        self._keys: dict[str, bytes | None] = {}
        self._deck: Deck | None = None
        self._state = State(0, folder.resolve().name, (), (), None, None, 0.0)

    def build(self, work: Work | None = None) -> State:
        """Read the folder as it is now. Raises OSError where files come and go, for nothing else in it.

        The first time, when all is to be done, `work` may share it among processes.
        """
        start = time.perf_counter()
        loaded = load(self._folder)
        if loaded.deck is None:
            found = replace(self._state, diagnostics=loaded.diagnostics, edited=None)
        else:
            found = self._built(loaded.deck, loaded.diagnostics, work or _one_by_one)
        seconds = time.perf_counter() - start
        self._state = replace(found, version=self._state.version + 1, seconds=seconds)
        return self._state

    def _built(self, deck: Deck, known: tuple[Diagnostic, ...], work: Work) -> State:
        entries = self._entries(deck, work)
        unsound = {identity: entry for identity, entry in entries.items() if entry.made.diagnostics}
        last = self._deck or deck
        kept = hidden(last, deck, known)
        self._good = {
            **{identity: entry for identity, entry in self._good.items() if identity in kept | unsound.keys()},
            **{identity: entry for identity, entry in entries.items() if identity not in unsound},
        }
        instead = {identity: self._good[identity].exercise for identity in unsound if identity in self._good}
        self._deck = with_kept(deck, last, kept, instead)
        lines = {exercise.identity: exercise.span.line for exercise in deck.exercises}
        shown, sections = [], []
        for chapter in self._deck.chapters:
            for exercise in chapter.exercises:
                now = entries.get(exercise.identity)
                last_good = self._good.get(exercise.identity, now)
                if last_good is None:
                    continue
                looks = last_good.made.looks
                if looks is not None:
                    sections.append(looks[1])
                proof = now or last_good
                moved = lines.get(exercise.identity, exercise.span.line) - proof.exercise.span.line
                shown.append(
                    Shown(
                        slug=exercise.slug,
                        number=exercise.number,
                        title=exercise.title,
                        chapter=f"{chapter.number} {chapter.title}",
                        variants=0 if looks is None else looks[1].variants,
                        behind=now is None or bool(now.made.diagnostics),
                        rejections=_moved(proof.made.rejections, moved),
                        content=None if looks is None else looks[0],
                    )
                )
        proved = (diagnostic for entry in entries.values() for diagnostic in entry.made.diagnostics)
        return State(
            version=0,
            title=deck.title,
            diagnostics=(*known, *proved),
            exercises=tuple(shown),
            page=document(self._deck, sections).encode(),
            edited=self._edited(entries, kept),
            seconds=0.0,
        )

    def _entries(self, deck: Deck, work: Work) -> dict[str, _Entry]:
        """What is made of each exercise that can be read: known where nothing changed, else made now."""
        places = [(chapter, exercise) for chapter in deck.chapters for exercise in chapter.exercises]
        keys = {exercise.identity: fingerprint(deck, chapter, exercise) for chapter, exercise in places}
        known = {identity: entry for identity, entry in self._good.items() if keys.get(identity) == entry.key}
        wanted = [place for place in places if place[1].identity not in known]

        def one(index: int) -> Made:
            return _made(deck, *wanted[index], self._draws)

        for (_, exercise), made in zip(wanted, work(one, len(wanted)), strict=True):
            known[exercise.identity] = _Entry(keys[exercise.identity], exercise, made)
        return {exercise.identity: known[exercise.identity] for _, exercise in places}

    def _edited(self, entries: dict[str, _Entry], kept: frozenset[str]) -> str | None:
        """The exercise that its author is at: the one that changed; its companions change along with it."""
        assert self._deck is not None
        before, self._keys = self._keys, {**dict.fromkeys(kept), **{name: each.key for name, each in entries.items()}}
        changed = [
            each
            for each in self._deck.exercises
            if before and before.get(each.identity, b"") != self._keys[each.identity]
        ]
        return changed[0].slug if changed and all(each.of == changed[0].slug for each in changed[1:]) else None


def _one_by_one(work: Callable[[int], Made], count: int) -> list[Made]:
    return [work(index) for index in range(count)]


def _made(deck: Deck, chapter: Chapter, exercise: Exercise, draws: int) -> Made:
    sample = judged_draws(exercise, deck.id, draws)
    proof = prove_draws(deck, exercise, sample)
    try:
        rows = table(deck, exercise, known=sample)
    except NoVariant:
        return Made(proof.diagnostics, proof.rejections, None)
    looks = content(deck, chapter, exercise, rows), section(deck, exercise, rows)
    return Made(proof.diagnostics, proof.rejections, looks)


def _moved(rejections: tuple[Rejection, ...], lines: int) -> tuple[Rejection, ...]:
    """The same, in a file in which the exercise has moved by some lines."""
    return tuple(replace(each, line=each.line + lines) for each in rejections) if lines else rejections
