"""Progress: the year, the streak, mastery by chapter and deck, and what is due in the coming days."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from scheduler.practice import DayKind, Progress, Shelf, Wish, progress
from scheduler.rules import Mastery, Stage
from scheduler.store import Kind, excuse, learner_of, read
from tests.scheduler.practice.samples import ORDER, TODAY, Desk, other, place, tiny

DAY = timedelta(days=1)


def shown(desk: Desk) -> Progress:
    """What the learner is shown."""
    me = desk.me
    return desk.store.write(lambda db: progress(db, me, desk.shelf, desk.now))


def kinds(found: Progress, most: int) -> list[str]:
    """What the last days were."""
    return [day.kind.value for day in found.year[-most:]]


def test_a_beginner_has_a_year_of_empty_days_and_everything_before_them(desk: Desk) -> None:
    found = shown(desk)
    assert found.today == TODAY
    assert [day.date for day in found.year] == [TODAY - n * DAY for n in range(364, -1, -1)]
    assert {(day.kind, day.finished) for day in found.year} == {(DayKind.EMPTY, 0)}
    assert (found.streak.current, found.streak.best, found.streak.today) == (0, 0, False)
    (deck,) = found.decks
    assert (deck.deck, deck.mastery) == (tiny(), Mastery(0, 0, 5))
    assert (found.due.today, found.due.new) == (0, 3)
    assert found.due.coming == tuple((TODAY + n * DAY, 0) for n in range(1, 8))


def test_the_year_tells_finished_frozen_excused_and_empty_days(desk: Desk) -> None:
    desk.practise_daily(7)
    desk.later(days=1)  # a freeze
    desk.finish()
    desk.later(days=2)
    yesterday = desk.today - DAY
    desk.store.write(lambda db: excuse(db, desk.learner, [yesterday], "the bot was down"))
    desk.finish()
    desk.later(days=3)
    found = shown(desk)
    later = ["frozen", "finished", "excused", "finished", "empty", "empty", "empty"]
    assert kinds(found, 15) == ["empty"] + ["finished"] * 7 + later
    assert (found.streak.current, found.streak.best) == (0, 9)


def test_a_day_that_is_finished_and_excused_is_shown_as_finished(desk: Desk) -> None:
    desk.finish()
    desk.store.write(lambda db: excuse(db, desk.learner, [TODAY], "a journey"))
    assert kinds(shown(desk), 1) == ["finished"]


def test_the_year_counts_finished_exercises_of_each_day(desk: Desk) -> None:
    desk.rest(Wish(new=3))
    given = desk.asked(Wish(new=4))
    desk.give_up(given)
    desk.later(days=1)
    desk.finish()
    assert [(day.date, day.finished) for day in shown(desk).year[-2:]] == [(TODAY, 3), (TODAY + DAY, 1)]


def test_a_day_leaves_the_year_after_365(desk: Desk) -> None:
    desk.finish()
    desk.later(days=364)
    assert shown(desk).year[0].kind is DayKind.FINISHED
    desk.later(days=1)
    assert {day.kind for day in shown(desk).year} == {DayKind.EMPTY}
    assert shown(desk).streak.best == 1


def test_the_year_goes_over_a_leap_day(desk: Desk) -> None:
    desk.later(days=365 + 364)  # May 2028
    found = shown(desk)
    assert len({day.date for day in found.year}) == 365
    assert "2028-02-29" in {day.date.isoformat() for day in found.year}


def test_mastery_is_told_by_chapter_and_deck_and_companions_are_not_counted(desk: Desk) -> None:
    wish = Wish(chapter=1, new=9)
    while (card := desk.card("twice")) is None or card.memory.interval < 21:
        desk.rest(wish)
        desk.end()
        cards = desk.cards()
        desk.later(days=(min(each.due for each in cards.values()) - desk.today).days)
    desk.right(desk.asked(Wish(type="debug")))
    desk.right(desk.asked(Wish(type="formula", new=9)))
    (deck,) = shown(desk).decks
    assert deck.mastery == Mastery(mastered=2, begun=3, total=5)
    assert [(chapter.number, of) for chapter, of in deck.chapters] == [(1, Mastery(2, 2, 2)), (2, Mastery(0, 1, 3))]
    stages = [(shelved.exercise.slug, stage) for shelved, stage, _ in deck.exercises]
    assert stages == list(zip(ORDER, [Stage.MASTERED] * 2 + [Stage.LEARNING] + [Stage.NEW] * 2, strict=True))
    assert [card for _, _, card in deck.exercises] == [desk.card(slug) for slug in ORDER]


def test_decks_are_told_apart(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a.db", (tiny(), other()))
    desk.rest(Wish(deck="other-for-tests", new=1))
    mine, theirs = shown(desk).decks
    assert (mine.mastery, theirs.mastery) == (Mastery(0, 0, 5), Mastery(0, 1, 1))
    desk.close()


def test_what_is_due_today_and_in_the_coming_days(desk: Desk) -> None:
    desk.rest(Wish(new=2))
    assert shown(desk).due.new == 1  # of three a day
    desk.end()
    desk.later(days=1)
    asked = desk.asked(Wish(new=0))
    desk.right(asked)  # due again in six days
    due = shown(desk).due
    assert (due.today, due.new) == (1, 3)
    assert [count for _, count in due.coming] == [0, 0, 0, 0, 0, 1, 0]
    desk.later(days=20)
    due = shown(desk).due
    assert due.today == 2
    assert sum(count for _, count in due.coming) == 0


def test_due_and_new_are_what_is_asked(desk: Desk) -> None:
    for _ in range(12):
        due = shown(desk).due
        asked = [kind for _, kind in desk.rest(Wish())]
        assert (asked.count(Kind.DUE), asked.count(Kind.NEW)) == (due.today, due.new)
        desk.end()
        desk.later(days=1)


def test_no_more_is_new_than_there_is(desk: Desk) -> None:
    desk.rest()
    desk.later(days=1)
    assert shown(desk).due.new == 0


def test_cards_of_a_deck_that_is_gone_are_not_due(desk: Desk) -> None:
    desk.learn("twice")
    desk.later(days=1)
    desk.shelf = Shelf([other()])
    found = shown(desk)
    assert (found.due.today, found.due.new) == (0, 1)
    assert [deck.mastery for deck in found.decks] == [Mastery(0, 0, 1)]
    assert found.streak.current == 1


def test_progress_reads_only(desk: Desk) -> None:
    desk.learn("twice")
    me = desk.me
    found = read(desk.path, lambda db: progress(db, me, desk.shelf, desk.now))
    assert found == shown(desk)
    assert found.streak.current == 1
    assert read(desk.path, lambda db: learner_of(db, "local")) == me


def test_another_learner_has_a_progress_of_their_own(desk: Desk) -> None:
    desk.learn("twice")
    before = shown(desk)
    guest = desk.guest("discord:7", "Asia/Tokyo")
    assert shown(guest).streak.current == 0
    guest.right(guest.asked())
    assert shown(guest).streak.current == 1
    assert shown(desk) == before
    assert place("twice") in guest.cards()
