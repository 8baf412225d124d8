"""The report: how often an exercise was right at the first try, and what may be behind wrong replies."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compiler.checker import Variant, numbers_of
from compiler.deck import Deck, load
from scheduler.practice import Shelf, Shelved, accept, reply, report, reveal, think_right
from scheduler.practice.shelf import variant_of
from scheduler.store import Kind, Place, Store, ask, welcome

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TINYML = Path(__file__).parents[3] / "decks" / "tinyml"


@pytest.fixture(scope="module")
def deck() -> Deck:
    """The first deck."""
    found = load(TINYML).deck
    assert found is not None
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with two learners."""
    with Store(tmp_path / "drillbook.db") as opened:
        opened.write(lambda db: welcome(db, "local", "Europe/Berlin", NOW))
        opened.write(lambda db: welcome(db, "discord:7", "Europe/Berlin", NOW))
        yield opened


def put(store: Store, shelved: Shelved, variant: Variant, text: str, kind: Kind = Kind.NEW, learner: int = 1) -> int:
    """A question with one reply to it, which is left open if that is not right."""
    asked = store.write(lambda db: ask(db, learner, None, shelved.place, kind, variant, NOW))
    store.write(lambda db: reply(db, learner, asked.id, text, NOW + timedelta(seconds=9)))
    return asked.id


def answer(
    store: Store,
    deck: Deck,
    slug: str,
    seed: int,
    factor: float,
    name: str = "",
    kind: Kind = Kind.NEW,
    learner: int = 1,
) -> int:
    """A question that closes after a factor times the right number, or times that of a name."""
    shelved = next(each for each in Shelf([deck]).all if each.exercise.slug == slug)
    variant = variant_of(shelved, seed)
    number = dict(variant.given)[name] if name else numbers_of(variant.key)[0][1].value
    assert isinstance(number, float | int)
    asked = put(store, shelved, variant, f"{factor * number:.10g}", kind, learner)
    if factor != 1 or name:
        store.write(lambda db: reveal(db, learner, asked, NOW + timedelta(seconds=10)))
    return asked


def test_rates_count_first_tries_of_everybody_but_no_repeats(store: Store, deck: Deck) -> None:
    for seed, factor in enumerate((1, 1, 7, 1)):
        answer(store, deck, "mac-to-flop", seed, factor, learner=1 + seed % 2)
    answer(store, deck, "mac-to-flop", 9, 1, kind=Kind.AGAIN)
    (found,) = store.write(lambda db: report(db, deck))
    assert (found.exercise.slug, found.asked, found.first_try, found.rate) == ("mac-to-flop", 4, 3, 0.75)


def test_wrong_replies_are_clustered_and_those_with_an_explanation_left_out(store: Store, deck: Deck) -> None:
    for seed, factor in enumerate((7, 7, math.pi, 1.234, 1000)):
        answer(store, deck, "model-size", seed, factor)
    (found,) = store.write(lambda db: report(db, deck))
    (part,) = found.parts
    assert [(each.slip.formula.format(answer=part.formula), len(each.wrong)) for each in part.clusters] == [
        ("MB * 7", 2)
    ]
    assert len(part.left) == 2


def test_another_value_of_the_exercise_is_named(store: Store, deck: Deck) -> None:
    for seed in range(3):
        answer(store, deck, "activation-buffer", seed, 1, "H")
    (found,) = store.write(lambda db: report(db, deck))
    assert [each.slip.sign for part in found.parts for each in part.clusters] == ["= H"]


def test_what_was_accepted_after_all_is_not_wrong(store: Store, deck: Deck) -> None:
    first, _ = (answer(store, deck, "model-size", seed, 7) for seed in range(2))
    kept = store.write(lambda db: think_right(db, 1, first, NOW))
    store.write(lambda db: accept(db, kept.id, NOW))
    (found,) = store.write(lambda db: report(db, deck))
    assert (found.first_try, len(found.parts[0].left), found.parts[0].clusters) == (1, 1, ())


def test_replies_of_every_type_and_decks_that_are_gone_are_no_obstacle(store: Store, deck: Deck) -> None:
    shelf = Shelf([deck])
    asked = 0
    for kind in ("decide", "vector", "debug", "formula"):
        shelved = next(each for each in shelf.all if each.exercise.type == kind)
        for said in ("99999", "fits, 3.21", "1; 2; 3", "line 2: 7.77", "a + b", "\x00", "9" * 5000):
            number = put(store, shelved, variant_of(shelved, 1), said)
            store.write(lambda db, number=number: reply(db, 1, number, "0.123", NOW))  # type: ignore[misc]
            asked += 1
    gone = Shelved(shelf.all[0].deck, shelf.all[0].chapter, shelf.all[0].exercise, Place("gone", "gone"), 0)
    put(store, gone, variant_of(gone, 1), "5")
    assert asked == 28
    assert store.write(lambda db: report(db, deck)) == []  # nothing has closed yet
