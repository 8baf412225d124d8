"""Settings: shown before there is anything, set before any practice, and kept."""

import pytest

from scheduler.rules import instant, local_day
from scheduler.store import Store
from tests.commands.calls import Call
from tests.scheduler.commands.conftest import Practice
from tests.scheduler.commands.sessions import STORE, mine, practise, rows


def test_before_any_practice_they_are_those_that_practice_begins_with(drillbook: Call, practice: Practice) -> None:
    mine()
    said, before = drillbook("settings"), drillbook("settings", "--json").objects
    assert said.code == 0
    assert "(this machine's; --zone chooses one)" in said.out
    assert "a day begins at 04:00\nnew exercises on a day: 3\n" in said.out
    assert not STORE.exists()
    practice("", "mine")
    assert drillbook("settings", "--json").objects == before
    assert before[0].keys() == {"kind", "zone", "chosen", "day_begins", "new"}


def test_they_can_be_set_before_any_practice_and_all_at_once(drillbook: Call, practice: Practice) -> None:
    mine()
    run = drillbook("settings", "--zone", "Asia/Tokyo", "--day-begins", 0, "--new", 1)
    assert (run.code, run.err) == (0, "")
    assert run.out == "zone: Asia/Tokyo\na day begins at 00:00\nnew exercises on a day: 1\n"
    review = practice("/solution\n/solution\n", "--json", "mine").kind("review")[0]
    assert review["zone"] == "Asia/Tokyo"
    assert rows("SELECT count(*) FROM cards") == [(1,)]
    shown = drillbook("settings", "--json").objects
    assert shown == [{"kind": "settings", "zone": "Asia/Tokyo", "chosen": True, "day_begins": 0, "new": 1}]


def test_the_first_choice_of_a_zone_dates_the_first_week_anew(drillbook: Call) -> None:
    mine()
    practise(1)
    drillbook("settings", "--zone", "Pacific/Kiritimati")  # fourteen hours ahead of UTC
    ((closed, day),) = rows("SELECT closed, day FROM reviews JOIN questions ON questions.id = question")
    assert day == local_day(instant(closed), "Pacific/Kiritimati").isoformat()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--zone", "Nowhere/Atlantis", "there is no time zone 'Nowhere/Atlantis'; it is named by continent and city"),
        ("--zone", "../../etc/passwd", "there is no time zone"),
        ("--day-begins", "24", "expected a whole number from 0 to 23, got 24"),
        ("--new", "-1", "expected a whole number from 0 to 1,000, got -1"),
    ],
)
def test_what_cannot_be_set_is_wrong_usage_and_makes_no_database(
    option: str, value: str, said: str, drillbook: Call
) -> None:
    run = drillbook("settings", option, value)
    assert (run.code, run.out) == (2, "")
    assert said in run.err
    assert not STORE.parent.exists()


def test_where_this_machine_knows_the_zone_no_more_that_is_told_and_another_can_be_chosen(drillbook: Call) -> None:
    mine()
    drillbook("settings", "--zone", "Asia/Tokyo")
    with Store(STORE) as store:
        store.write(lambda db: db.execute("UPDATE learners SET zone = 'Asia/Atlantis'"))
    for command in (("stats", "mine"), ("practice", "mine"), ("settings", "--day-begins", 3)):
        run = drillbook(*command)
        assert (run.code, run.out) == (1, "")
        assert "there is no time zone 'Asia/Atlantis'" in run.err
        assert "`drillbook settings --zone ZONE` chooses one" in run.err
    assert drillbook("settings", "--zone", "Asia/Seoul").code == 0
    assert drillbook("stats", "mine").code == 0
