"""What a drill asks: what the group is weakest at, with a gap; or one exercise after the other."""

from __future__ import annotations

from functools import partial

import pytest

from scheduler.daily import drill_pick
from scheduler.practice import REMEMBERED, Pick, Shelf, give_up, reply
from scheduler.practice.shelf import variant_of
from scheduler.store import ChoiceOfDrill, Kind, ask, group_qualities, last_drilled
from tests.scheduler.daily.samples import DAY, MONDAY, Club, slug
from tests.scheduler.practice.samples import FIRST, ORDER, SECOND, loaded, other, place, right, tiny, wrong

IN_ORDER = ChoiceOfDrill.IN_ORDER


def pick(club: Club) -> Pick | None:
    """What the next drill would ask, at its time."""
    at = club.schedule().next_at
    assert at is not None
    club.now = at
    (planned,) = club.plan()
    return club.run(lambda db: drill_pick(db, club.shelf, planned))


def asked(club: Club, drills: int) -> list[str]:
    """The exercises of the next drills."""
    return [slug(club.posted()) for _ in range(drills)]


def practised(club: Club, exercise: str, *qualities: int) -> None:
    """Have as many members review an exercise, outside of drills, with these qualities: 4, 2 or 1."""
    shelved = club.shelf.at(place(exercise))
    assert shelved is not None
    variant = variant_of(shelved, 1)
    for number, quality in enumerate(qualities):
        who = club.member(f"member {number}")
        question = club.run(lambda db, n=who: ask(db, n, None, place(exercise), Kind.NEW, variant, club.now))  # type: ignore[misc]
        if quality < 4:
            club.run(partial(reply, learner=who, number=question.id, text=wrong(question), now=club.now))
        if quality < 2:
            club.run(partial(give_up, learner=who, number=question.id, now=club.now))
        else:
            club.run(partial(reply, learner=who, number=question.id, text=right(question), now=club.now))
        review = club.review(question)
        assert review is not None and review.quality == quality


def test_where_nobody_has_practised_the_first_exercise_is_asked(club: Club) -> None:
    club.wants()
    found = pick(club)
    assert found is not None
    assert (found.choice.kind, found.choice.shelved.place, found.last) == (Kind.DRILL, place("twice"), [])


def test_what_the_group_is_weakest_at_comes_first(club: Club) -> None:
    for exercise, qualities in {
        "twice": (4, 4),
        "half": (4, 2),
        "area": (2, 2),
        "more": (1, 2),
        "both": (4, 4),
    }.items():
        practised(club, exercise, *qualities)
    club.wants(gap=365)
    assert asked(club, 3) == ["more", "area", "half"]


def test_one_weak_member_weighs_less_than_many(club: Club) -> None:
    practised(club, "both", 1)
    practised(club, "more", 1, 2, 1, 2)
    club.wants()
    assert asked(club, 2) == ["more", "both"]


def test_what_nobody_knows_yet_comes_between_what_is_weak_and_what_is_strong(club: Club) -> None:
    practised(club, "half", 4, 4)
    practised(club, "both", 1, 1)
    club.wants(gap=365)
    assert asked(club, 3) == ["both", "twice", "area"]


def test_only_the_last_review_of_each_member_counts_and_only_members_do(club: Club) -> None:
    practised(club, "both", 1, 1)
    practised(club, "both", 4, 4)
    club.run(lambda db: db.execute("DELETE FROM members WHERE learner = 2"))
    practised(club, "half", 1)
    club.wants()
    assert asked(club, 1) == ["half"]


def test_an_answer_that_was_known_says_nothing_of_the_group(club: Club) -> None:
    first, second = club.members(2)
    club.wants(days=1)
    posted = club.posted()
    club.right(first, posted)
    known = club.right(second, posted)
    assert known.known
    assert club.run(lambda db: group_qualities(db, club.group, tiny().id)) == {"twice": [4]}


@pytest.mark.parametrize("gap", [0, 1, 2, 3, 7, 365])
def test_an_exercise_rests_for_its_gap_but_in_a_small_deck_half_of_it_is_left(club: Club, gap: int) -> None:
    practised(club, "both", 1, 1)
    club.wants(gap=gap)
    weakest = ["both", "twice", "half", "area", "more"]
    if gap < 2:
        assert asked(club, 4) == 4 * ["both"]
    else:
        # Of five exercises at most two rest.
        between = min(gap - 1, 2)
        expected = (weakest[: between + 1] * 4)[:7]
        assert asked(club, 7) == expected


def test_after_the_gap_an_exercise_may_come_again(club: Club) -> None:
    practised(club, "both", 1, 1)
    club.wants(gap=2, days=0b000_0111)
    assert [(each.day - MONDAY).days for each in [club.posted() for _ in range(5)] if slug(each) == "both"] == [0, 2, 7]


def test_a_deck_of_one_exercise_asks_it_every_day(club: Club) -> None:
    club.shelf = Shelf([other()])
    club.wants(deck=other().id)
    assert asked(club, 3) == 3 * ["again"]


def test_what_was_taken_out_of_the_deck_takes_no_room_of_what_rests(club: Club) -> None:
    practised(club, "area", 1, 1)
    club.wants(gap=365)
    assert asked(club, 3) == ["area", "twice", "half"]
    club.shelf = Shelf([loaded(tiny().id, second=SECOND)])
    assert asked(club, 4) == ["more", "area", "more", "area"]


def test_only_the_schedule_s_deck_is_asked_and_no_companion(club: Club) -> None:
    club.shelf = Shelf([other(), tiny()])
    club.wants(gap=365)
    assert set(asked(club, 8)) <= set(ORDER)


def test_without_its_deck_nothing_is_asked(club: Club) -> None:
    club.wants(deck="nowhere-for-tests")
    assert pick(club) is None


def test_two_schedules_of_a_group_rest_apart(club: Club) -> None:
    club.wants()
    club.wants()
    club.later(hours=1)
    assert [slug(each) for each in club.tick()] == ["twice", "twice"]


# In order.


def test_in_order_the_last_is_followed_by_the_first(club: Club) -> None:
    club.wants(choice=IN_ORDER)
    assert asked(club, 12) == [*ORDER, *ORDER, "twice", "half"]


def test_in_order_a_drill_that_was_not_posted_is_made_up_for(club: Club) -> None:
    club.wants(choice=IN_ORDER)
    assert asked(club, 1) == ["twice"]
    club.later(days=3)
    club.plan()
    assert asked(club, 2) == ["half", "area"]


def test_in_order_goes_on_where_it_stood_after_an_exercise_was_taken_out(club: Club) -> None:
    club.wants(choice=IN_ORDER)
    assert asked(club, 3) == ["twice", "half", "area"]
    without = SECOND[: SECOND.index("  area:")] + SECOND[SECOND.index("  more:") :]
    club.shelf = Shelf([loaded(tiny().id, first=FIRST, second=without)])
    assert asked(club, 3) == ["more", "both", "twice"]


def test_in_order_another_deck_begins_at_its_beginning(club: Club) -> None:
    club.wants(choice=IN_ORDER)
    asked(club, 2)
    club.shelf = Shelf([other(), tiny()])
    club.change(deck=other().id)
    assert asked(club, 1) == ["again"]
    club.change(deck=tiny().id)
    assert asked(club, 2) == ["area", "more"]


# Numbers.


def test_an_exercise_comes_back_with_other_numbers(club: Club) -> None:
    club.shelf = Shelf([other()])
    club.wants(deck=other().id)
    drills = [club.posted() for _ in range(REMEMBERED + 3)]
    shown = [each.variant.prompt for each in drills if each.variant is not None]
    for n in range(len(shown)):
        assert len(set(shown[n : n + REMEMBERED + 1])) == len(shown[n : n + REMEMBERED + 1])
    found = pick(club)
    assert found is not None
    assert [each.prompt for each in found.last] == shown[: -REMEMBERED - 1 : -1]
    last = club.run(lambda db: last_drilled(db, 1, found.choice.shelved.place, 2))
    assert [each.prompt for each in last] == shown[:-3:-1]
    assert club.drills()[-1].day == MONDAY + (REMEMBERED + 3) * DAY
