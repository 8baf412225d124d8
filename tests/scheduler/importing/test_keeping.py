"""What was practised in Anki counts here: its days for the streak, its intervals for what is asked, and each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.anki import AnkiReview, Found, NotImported, Why
from scheduler.importing import Kept, keep, keeping
from scheduler.practice import Progress, Wish, choose_zone, progress
from scheduler.rules import Memory, Streak
from scheduler.store import Card, Place, all_about, begun_on, count_imported, finished_by_day, last_qualities, times
from tests.scheduler.anki.samples import AGAIN, EASY, GOOD, HARD, Anki, guid_of, read
from tests.scheduler.practice.samples import BERLIN, NOON, TODAY, Desk, other, place, tiny

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def pressed(slug: str, at: datetime, button: int = GOOD, interval: int | None = None) -> AnkiReview:
    """A review in Anki."""
    return AnkiReview(guid_of(slug), round(at.timestamp() * 1000), button, interval, 9.0)


def file(*reviews: AnkiReview) -> Found:
    """What a file says."""
    return Found(6, reviews, 0)


def bring(desk: Desk, *found: Found) -> Kept:
    """Import some files one after the other; what the last one changed."""
    me = desk.me
    kept = [desk.store.write(lambda db, f=each: keep(db, me, desk.shelf, f, desk.now)) for each in found]  # type: ignore[misc]
    return kept[-1]


def shown(desk: Desk) -> Progress:
    """The learner's progress."""
    me = desk.me
    return desk.store.write(lambda db: progress(db, me, desk.shelf, desk.now))


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """A fortnight of practice in Anki that ends today, with a day left out; all is known at least until tomorrow."""
    anki = Anki(tmp_path / "anki")
    for n in range(14):
        if n != 9:
            anki.answer("twice" if n % 2 else "half", GOOD, GOOD)
        if n == 3:
            anki.answer("twice-mistake", AGAIN)
        if n == 11:
            anki.answer("area", EASY)
        if n < 13:
            anki.sleep()
    yield anki
    anki.col.close()


@pytest.fixture
def today(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose clock is the machine's, as Anki's is."""
    desk = Desk(tmp_path / "now.db", now=datetime.now(UTC) + MINUTE)
    yield desk
    desk.close()


def days_of(anki: Anki, desk: Desk) -> list[date]:
    """The learner's dates on which Anki has a review."""
    return sorted({desk.me.day(datetime.fromtimestamp(at / 1000, UTC)) for at, *_ in anki.history()})


def test_what_was_practised_in_anki_counts_for_its_days_and_imported_twice_it_counts_once(
    anki: Anki, today: Desk
) -> None:
    days = days_of(anki, today)
    assert len(days) == 13
    first = bring(today, read(anki.apkg()))
    assert (first.notes, first.exercises, first.read, first.new) == (6, 4, len(anki.history()), len(anki.history()))
    assert list(first.days) == days == today.days("finished")
    assert (first.before, first.after) == (Streak(0, 0, False, 0), Streak(13, 13, True, 0))
    assert (first.rescheduled, first.future, first.too_old) == (0, 0, 0)
    today.check_cards()
    before = today.store.write(lambda db: all_about(db, today.learner))
    for path in (anki.apkg(), anki.apkg(legacy=True), anki.colpkg()):
        again = bring(today, read(path))
        assert (again.new, again.known, again.days) == (0, first.read, ())
        assert again.before == again.after == first.after
    assert today.store.write(lambda db: all_about(db, today.learner)) == before


def test_nothing_that_is_known_in_anki_is_asked_at_once(anki: Anki, today: Desk) -> None:
    bring(today, read(anki.apkg()))
    asked = [slug for slug, _ in today.rest(Wish(new=100))]
    assert asked == ["more", "both"]
    intervals = anki.intervals()
    for slug in ("twice", "half", "area"):
        card = today.card(slug)
        assert card is not None
        assert card.due >= card.reviewed + intervals[guid_of(slug)] * DAY > today.today


def test_what_was_practised_in_anki_since_is_all_that_is_new(anki: Anki, today: Desk) -> None:
    bring(today, read(anki.apkg()))
    anki.answer("more", GOOD)
    today.now = datetime.now(UTC) + MINUTE
    again = bring(today, read(anki.apkg()))
    assert (again.new, again.days) == (1, ())
    assert today.card("more") is not None


def test_a_companion_that_was_reviewed_counts_for_the_day_and_has_no_interval(desk: Desk) -> None:
    kept = bring(desk, file(pressed("twice-mistake", NOON - 5 * DAY, GOOD, 9)))
    assert kept.days == (TODAY - 5 * DAY,)
    assert desk.cards() == {}
    _redate(desk, "America/New_York")
    assert desk.cards() == {}


def _redate(desk: Desk, zone: str) -> None:
    """Choose the first zone."""
    me = desk.me
    desk.store.write(lambda db: choose_zone(db, me, zone, desk.now))


def test_reviews_of_the_future_and_from_before_anki_are_left_out_and_counted(desk: Desk) -> None:
    reviews = [pressed("twice", at) for at in (NOON + MINUTE, datetime(2005, 12, 31, tzinfo=UTC), NOON - DAY)]
    kept = bring(desk, Found(6, (*reviews, AnkiReview("somebody else's", 1, 3, 1, 1.0)), 4))
    assert (kept.future, kept.too_old, kept.rescheduled, kept.read, kept.new) == (1, 1, 4, 1, 1)
    assert desk.days("finished") == [TODAY - DAY]


@pytest.mark.parametrize(
    ("reviews", "memory", "due"),
    [
        ([(-20, GOOD, 30)], Memory(1, 30, 250), 10),
        ([(-20, GOOD, None), (-19, GOOD, 2)], Memory(2, 6, 250), -13),
        ([(-20, GOOD, 10), (-10, AGAIN, None)], Memory(0, 1, 250), -9),
        ([(-30, HARD, 1), (-29, EASY, 40)], Memory(2, 40, 246), 11),
    ],
)
def test_the_card_follows_from_the_reviews_in_their_order(
    desk: Desk, reviews: list[tuple[int, int, int | None]], memory: Memory, due: int
) -> None:
    bring(desk, file(*(pressed("twice", NOON + n * DAY, button, days) for n, button, days in reviews[::-1])))
    first, last = reviews[0][0], reviews[-1][0]
    assert desk.card("twice") == Card(
        place("twice"), memory, TODAY + first * DAY, TODAY + last * DAY, TODAY + due * DAY
    )
    desk.check_cards()


def test_of_a_day_in_anki_the_first_review_counts_and_the_last_interval(desk: Desk) -> None:
    steps = [(AGAIN, None), (GOOD, None), (EASY, 3)]
    bring(desk, file(*(pressed("twice", NOON - DAY + n * MINUTE, *step) for n, step in enumerate(steps))))
    card = desk.card("twice")
    assert card is not None
    assert (card.memory, card.due) == (Memory(0, 3, 250), TODAY + 2 * DAY)


@pytest.mark.parametrize("hours", [-2, 2])
def test_on_a_day_that_has_a_review_of_ours_it_alone_counts_for_the_interval(desk: Desk, hours: int) -> None:
    desk.learn("twice")
    before = desk.card("twice")
    at = NOON + timedelta(hours=hours)
    desk.later(hours=4)
    kept = bring(desk, file(pressed("twice", at, EASY, 90), pressed("half", at, EASY, 4)))
    assert (desk.card("twice"), kept.new, kept.days) == (before, 2, ())
    assert desk.card("half") is not None


def test_a_review_in_anki_before_one_of_ours_takes_its_place_before_it(desk: Desk) -> None:
    desk.learn("twice")
    bring(desk, file(pressed("twice", NOON - 9 * DAY, GOOD, 8)))
    card = desk.card("twice")
    assert card is not None
    assert (card.memory, card.began, card.reviewed) == (Memory(2, 6, 250), TODAY - 9 * DAY, TODAY)
    desk.check_cards()


def test_after_an_import_practice_goes_on_from_there(desk: Desk) -> None:
    bring(desk, file(pressed("twice", NOON - 9 * DAY, GOOD, 1), pressed("twice", NOON - 8 * DAY, GOOD, 8)))
    asked = desk.asked(Wish(new=0))
    assert asked.place == place("twice")
    closed = desk.right(asked).closed
    assert closed is not None and closed.due == TODAY + 20 * DAY
    desk.check_cards()


def test_imported_reviews_say_nothing_of_times_and_qualities_here(desk: Desk) -> None:
    bring(desk, file(pressed("twice", NOON - 9 * DAY, AGAIN)))
    assert desk.store.write(lambda db: times(db, desk.learner, place("twice"), 5)) == []
    assert desk.store.write(lambda db: last_qualities(db, desk.learner)) == {}


def test_what_began_in_anki_today_is_part_of_the_day(desk: Desk) -> None:
    bring(
        desk, file(pressed("twice", NOON - MINUTE), pressed("half", NOON - MINUTE), pressed("half", NOON - 2 * MINUTE))
    )
    assert desk.store.write(lambda db: begun_on(db, desk.learner, TODAY)) == 2
    assert desk.store.write(lambda db: finished_by_day(db, desk.learner, TODAY, TODAY)) == {TODAY: 2}
    assert shown(desk).due.new == 1


def test_days_between_join_what_was_two_streaks_and_earn_what_they_would_have(desk: Desk) -> None:
    desk.practise_daily(3)
    desk.later(days=3)
    desk.practise_daily(2)
    desk.now -= timedelta(hours=20)
    assert shown(desk).streak.current == 2
    kept = bring(desk, file(*(pressed("twice", NOON + n * DAY) for n in (3, 4, 5))))
    assert kept.days == tuple(TODAY + n * DAY for n in (3, 4, 5))
    assert (kept.before.current, kept.after.current, kept.after.freezes) == (2, 8, 1)
    assert desk.days("earned") == [TODAY + 6 * DAY]


def test_a_streak_that_hangs_on_a_freeze_does_not_lose_it_to_days_that_are_found(desk: Desk) -> None:
    desk.practise_daily(7)
    desk.later(days=2)
    desk.practise_daily(3)
    desk.later(days=1)
    before = shown(desk).streak
    assert (before.current, before.freezes, len(before.held_by)) == (3, 1, 1)
    kept = bring(desk, file(pressed("twice", NOON + 7 * DAY)))  # one day less to bridge: a freeze would do it
    assert (kept.before, kept.after) == (before, replace(before, best=8))
    assert bring(desk, file(pressed("twice", desk.now))).after.current == 4
    assert desk.days("spent") == [TODAY + 12 * DAY]


def test_the_first_choice_of_a_zone_dates_imported_reviews_anew(desk: Desk) -> None:
    late = NOON - DAY - timedelta(hours=7)  # 05:00 in Berlin on Sunday, 23:00 in New York on Saturday
    bring(desk, file(pressed("twice", late, GOOD, 3)))
    assert desk.days("finished") == [TODAY - DAY]
    _redate(desk, "America/New_York")
    assert desk.days("finished") == [TODAY - 2 * DAY]
    card = desk.card("twice")
    assert card is not None and (card.reviewed, card.due) == (TODAY - 2 * DAY, TODAY + DAY)
    desk.check_cards()


def test_other_decks_and_other_learners_are_left_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (other(),))
    assert bring(desk, file(pressed("twice", NOON - DAY))).read == 0
    guest = desk.guest("discord:5", "UTC")
    guest.shelf = Desk(tmp_path / "b.db", (tiny(),)).shelf
    bring(guest, file(pressed("twice", NOON - DAY)))
    assert (desk.days("finished"), guest.days("finished")) == ([], [TODAY - DAY])
    assert guest.store.write(lambda db: len(all_about(db, guest.learner)["imported"])) == 1
    desk.store.forget(guest.learner, desk.now)
    assert desk.count("SELECT count(*) FROM imported") == 0
    desk.close()


def test_more_than_anybody_has_is_refused_and_nothing_of_it_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 3)
    bring(desk, file(*(pressed("twice", NOON - n * DAY) for n in range(3))))
    with pytest.raises(NotImported) as caught:
        bring(desk, file(*(pressed("half", NOON - n * DAY) for n in range(2))))
    assert caught.value.why is Why.TOO_MANY
    assert desk.store.write(lambda db: count_imported(db, desk.learner)) == 3
    assert desk.card("half") is None


SLUGS = ("twice", "half", "twice-mistake", "area")
HOURS, INTERVALS = st.integers(-9, 9), st.none() | st.integers(1, 60)
REVIEWS = st.lists(
    st.builds(
        lambda slug, day, hours, *said: pressed(slug, NOON - day * DAY + timedelta(hours=hours), *said),
        *(st.sampled_from(SLUGS), st.integers(0, 24), HOURS, st.integers(1, 4), INTERVALS),
    ),
    max_size=30,
    unique_by=lambda each: (each.guid, each.at),
)
WEEKS = settings(max_examples=min(settings().max_examples, 1_000), suppress_health_check=[HealthCheck.too_slow])
"""An example is weeks of several learners: under stress there are fewer than of quicker ones."""
State = tuple[dict[Place, Card], list[date], Streak | None]


def test_two_halves_in_any_order_are_the_whole(desk: Desk) -> None:
    learners = count()

    def after(practised: set[int], *files: Iterable[AnkiReview]) -> State:
        guest = desk.guest(f"discord:{next(learners)}", BERLIN)
        for day in sorted(practised, reverse=True):
            guest.now = NOON - day * DAY
            guest.finish()
        guest.now = NOON + timedelta(hours=12)
        hung = [shown(guest).streak.held_by]
        for each in files:
            hung.append(bring(guest, file(*each)).after.held_by)
        guest.check_cards()
        # A streak that was seen to hang on a freeze is not taken away, whatever comes.
        return guest.cards(), guest.days("finished"), None if any(hung) else shown(guest).streak

    @WEEKS
    @given(reviews=REVIEWS, first=st.sets(st.integers(0, 29)), practised=st.sets(st.integers(0, 24), max_size=3))
    def law(reviews: list[AnkiReview], first: set[int], practised: set[int]) -> None:
        one = [each for n, each in enumerate(reviews) if n in first]
        two = [each for n, each in enumerate(reviews) if n not in first]
        whole = after(practised, reviews)
        for parted in (after(practised, one, two), after(practised, two, reviews, one)):
            assert parted[:2] == whole[:2]
            assert None in (parted[2], whole[2]) or parted[2] == whole[2]

    law()


@pytest.mark.parametrize("seed", range(20))
def test_whole_days_of_months_settle_alike_in_whatever_order_they_come(desk: Desk, seed: int) -> None:
    """Streaks that earn freezes, and gaps that spend them."""
    chance = Random(seed)
    days = [n for n in range(60) if chance.random() < 0.85]
    first = [n for n in days if chance.random() < chance.choice([0.2, 0.8])]
    streaks = []
    for guest, parts in enumerate(([days], [first, days], [days[30:], first, days], [[day] for day in days[::-1]])):
        someone = desk.guest(f"discord:{guest}", BERLIN)
        for part in parts:
            bring(someone, file(*(pressed("twice", NOON - n * DAY) for n in part)))
        streaks.append((shown(someone).streak, someone.days("earned"), someone.days("spent")))
    assert streaks == streaks[:1] * 4


Act = Callable[[Desk], object]
ACTS: dict[str, Act] = {
    "practise": lambda desk: desk.finish(),
    "learn": lambda desk: [desk.right(asked) for asked in [desk.next()] if asked is not None],
    "wait": lambda desk: desk.later(days=1),
    "wait long": lambda desk: desk.later(days=9),
    "set back": lambda desk: desk.later(hours=-30),
}


def test_whatever_is_practised_where_a_card_follows_from_its_reviews(desk: Desk) -> None:
    learners = count()

    @WEEKS
    @given(acts=st.lists(st.sampled_from([*ACTS, *SLUGS]), max_size=12))
    def law(acts: list[str]) -> None:
        guest = desk.guest(f"discord:{next(learners)}", BERLIN)
        for n, act in enumerate(acts):
            if act in ACTS:
                ACTS[act](guest)
            else:
                bring(guest, file(pressed(act, guest.now - n * timedelta(hours=7), n % 4 + 1, n or None)))
            guest.end()
            guest.check_cards()
        year = shown(guest).year
        finished = [day for day in guest.days("finished") if year[0].date <= day <= guest.today]
        assert [each.date for each in year if each.finished] == finished

    law()
