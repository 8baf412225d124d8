"""Stats: streak, calendar, mastery and what is due, read beside whoever practises, without writing anything."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scheduler.commands.stats import calendar
from scheduler.practice import Day, DayKind
from scheduler.rules import Memory, local_day
from scheduler.store import Store, cards, keep_card, learner_of
from tests.commands.calls import Call
from tests.scheduler.commands.sessions import STORE, Terminal, mine, practise, practising


def today() -> date:
    return local_day(datetime.now(UTC), "UTC")


def test_before_any_practice_it_says_how_to_begin_and_scripts_find_zeros(drillbook: Call) -> None:
    mine()
    assert drillbook("stats", "mine").out == "Nobody has practised here yet; `drillbook practice` begins.\n"
    (found,) = drillbook("stats", "mine", "--json").objects
    assert {key: found[key] for key in ("kind", "streak", "best", "mastery", "due")} == {
        "kind": "stats",
        "streak": 0,
        "best": 0,
        "mastery": [],
        "due": 0,
    }
    assert not STORE.parent.exists()
    practise(0)
    assert drillbook("stats", "mine", "--json").objects[0].keys() == found.keys()


def test_days_in_a_row_are_the_streak_and_a_missed_one_ends_it(drillbook: Call) -> None:
    mine()
    practise(9, 8, 7, 2, 1)
    (found,) = drillbook("stats", "mine", "--json").objects
    assert (found["streak"], found["best"], found["today"], found["freezes"]) == (2, 3, False, 0)
    assert "Streak: 2 days (one exercise today keeps it), best 3, freezes 0\n" in drillbook("stats", "mine").out
    practise(0)
    assert "Streak: 3 days (done today), best 3, freezes 0\n" in drillbook("stats", "mine").out


def test_a_freeze_that_will_hold_the_streak_is_named_with_its_day(drillbook: Call) -> None:
    mine()
    practise(*range(2, 9))
    missed = today() - timedelta(days=1)
    said = drillbook("stats", "mine").out
    assert "Streak: 7 days (one exercise today keeps it), best 7, freezes 1\n" in said
    assert f"1 freeze will hold it for {missed:%a} {missed.day} {missed:%B}.\n" in said
    practise(0)
    (found,) = drillbook("stats", "mine", "--json").objects
    assert (found["streak"], found["freezes"]) == (8, 0)
    assert found["calendar"][missed.isoformat()]["day"] == "frozen"
    assert "❄" in drillbook("stats", "mine").out.split("finished")[0]


def test_mastery_counts_exercises_whose_next_review_lies_three_weeks_off(drillbook: Call) -> None:
    mine()
    practise(0)
    with Store(STORE) as store:
        learner = store.write(lambda db: learner_of(db, "local"))
        assert learner is not None
        (card,) = store.write(lambda db: cards(db, learner.id)).values()
        grown = replace(card, memory=Memory(4, 21, 250), due=card.reviewed + timedelta(days=21))
        store.write(lambda db: keep_card(db, learner.id, grown))
    (found,) = drillbook("stats", "mine", "--json").objects
    (of_deck,) = found["mastery"]
    assert (of_deck["deck"], of_deck["mastered"], of_deck["begun"], of_deck["total"]) == ("mine", 1, 1, 2)
    assert of_deck["share"] == of_deck["chapters"][0]["share"] == 0.5
    assert [each["stage"] for each in of_deck["exercises"]] == ["mastered", "new"]
    said = drillbook("stats", "mine", "--exercises").out
    assert "Tests: 1 of 2 mastered\n" in said
    assert "   1  ▓▓▓▓▓▓▓▓▓▓··········  1 of 2 mastered  Tests\n" in said
    assert re.search(r"   1\.1  Twice: mastered, due \w+ \d+ \w+\n   1\.2  Half: new\n", said)
    assert said.count("An exercise is mastered when") == 1


def test_what_is_due_today_and_in_the_coming_days(drillbook: Call) -> None:
    mine()
    practise(0)
    (found,) = drillbook("stats", "mine", "--json").objects
    days = [(today() + timedelta(days=n)).isoformat() for n in range(1, 8)]
    assert (found["due"], found["new"]) == (0, 1)
    assert found["coming"] == dict(zip(days, [1, 0, 0, 0, 0, 0, 0], strict=True))
    said = drillbook("stats", "mine").out
    assert "Due today: 0, 1 new\n" in said
    tomorrow = today() + timedelta(days=1)
    assert re.search(rf"  {tomorrow:%a} {tomorrow.day} {tomorrow:%B} +1\n", said)


def test_the_calendar_ends_today_in_the_row_of_its_weekday(drillbook: Call) -> None:
    mine()
    practise(0)
    lines = drillbook("stats", "mine").out.splitlines()
    first = lines.index(next(line for line in lines if line.startswith("Mon ")))
    grid = lines[first : first + 7]
    assert [line[:3] for line in grid] == ["Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun"]
    assert [line.endswith("■") for line in grid] == [day == today().weekday() for day in range(7)]
    assert sum(sum(line.count(sign) for sign in "■❄○·") for line in grid) == 365


def test_every_month_of_the_calendar_stands_above_the_week_of_its_first_day() -> None:
    for last in (date(2026, 11, 25), date(2024, 2, 29), date(2027, 1, 1), date(2026, 3, 1), date(2026, 3, 2)):
        year = tuple(Day(last - timedelta(days=n), DayKind.EMPTY, 0) for n in range(364, -1, -1))
        months, *grid = calendar(year)
        monday = year[0].date - timedelta(days=year[0].date.weekday())
        for each in year:
            week = (each.date - monday).days // 7
            assert grid[each.date.weekday()][4 + week] == "·"
            if each.date.day == 1:
                assert months[4 + week : 7 + week] == f"{each.date:%b}"[: max(0, 53 - week)]


def test_a_narrow_window_shows_the_last_weeks_and_wraps_the_rest() -> None:
    mine()
    practise(0)
    for columns in (40, 80):
        terminal = Terminal("mine", "--exercises", columns=columns, command="stats")
        code, shown = terminal.end()
        assert code == 0
        assert max(map(len, shown.splitlines())) <= columns
        assert shown.count("■") == 2  # today, and what the sign means
        assert ("\x1b[32m■" in terminal.raw) and ("▒" * 10 in shown) == (columns == 80)


def test_it_reads_beside_whoever_practises_and_writes_nothing(drillbook: Call) -> None:
    mine()
    practise(1)
    before = STORE.read_bytes()
    for arguments in ([], ["--json"], ["--exercises"]):
        assert drillbook("stats", "mine", *arguments).code == 0
    assert STORE.read_bytes() == before
    assert [path for path in Path("data").iterdir() if path.suffix == ".db"] == [STORE]
    with practising() as process:
        process.stdout.readline()
        assert drillbook("stats", "mine", "--json").objects[0]["streak"] == 1
