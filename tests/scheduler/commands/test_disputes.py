"""Disputes: listed with all that is needed to judge them, accepted or declined once."""

from tests.commands.calls import Call
from tests.scheduler.commands.conftest import Practice
from tests.scheduler.commands.sessions import STORE, mine, practise, practising, rows


def test_where_nobody_practised_there_is_none(drillbook: Call) -> None:
    assert drillbook("disputes").out == "0 disputes to decide on\n"
    assert drillbook("disputes", "--json").out == ""
    run = drillbook("disputes", "--accept", 1)
    assert (run.code, run.err) == (2, "drillbook disputes: there is no dispute 1\n")
    assert not STORE.exists()


def test_one_is_listed_with_its_numbers_derivation_and_reply(drillbook: Call) -> None:
    mine()
    practise(0, wrong=True)
    said = drillbook("disputes").out
    assert said.startswith("1: 1.1 Twice (seed ")
    assert "What is twice " in said
    assert "double = 2 × n" in said
    assert "reply: '12345', read as 12\N{NARROW NO-BREAK SPACE}345: wrong\n" in said
    assert said.endswith("1 dispute to decide on: --accept ID or --decline ID\n")
    found = drillbook("disputes", "--json").objects
    assert [(each["dispute"], each["exercise"], each["reply"], each["verdict"]) for each in found] == [
        (1, "twice", "12345", "wrong")
    ]


def test_an_accepted_reply_closes_its_question_as_right_on_the_day_it_was_sent(drillbook: Call) -> None:
    mine()
    practise(1, wrong=True)
    assert drillbook("stats", "mine", "--json").objects[0]["best"] == 0
    assert drillbook("disputes", "--accept", 1).out == "dispute 1: accepted\n"
    assert rows("SELECT outcome FROM questions") == [("right",)]
    assert rows("SELECT quality, first_try, finished FROM reviews") == [(4, 1, 1)]
    assert drillbook("stats", "mine", "--json").objects[0]["best"] == 1
    assert drillbook("disputes").out == "0 disputes to decide on\n"


def test_an_accepted_reply_corrects_the_review_that_was_made(drillbook: Call, practice: Practice) -> None:
    mine()
    practice("77.7\n/right\n/solution\n/skip\n", "--json", "mine")
    assert rows("SELECT quality FROM reviews") == [(1,)]
    run = drillbook("disputes", "--accept", 1, "--json")
    assert run.objects == [{"kind": "decision", "dispute": 1, "state": "accepted"}]
    assert rows("SELECT quality FROM reviews") == [(4,)]
    assert rows("SELECT repetitions FROM cards") == [(1,)]


def test_a_declined_one_changes_nothing(drillbook: Call, practice: Practice) -> None:
    mine()
    practice("77.7\n/right\n/solution\n/skip\n", "--json", "mine")
    before = rows("SELECT * FROM reviews"), rows("SELECT * FROM cards")
    assert drillbook("disputes", "--decline", 1).out == "dispute 1: declined\n"
    assert (rows("SELECT * FROM reviews"), rows("SELECT * FROM cards")) == before


def test_one_is_decided_once_and_only_one_that_there_is(drillbook: Call) -> None:
    mine()
    practise(0, wrong=True)
    drillbook("disputes", "--decline", 1)
    again = drillbook("disputes", "--accept", 1)
    assert (again.code, again.out) == (1, "")
    assert again.err == "drillbook disputes: dispute 1 was declined already\n"
    missing = drillbook("disputes", "--accept", 99)
    assert (missing.code, missing.err) == (2, "drillbook disputes: there is no dispute 99\n")
    assert drillbook("disputes", "--accept", 1, "--decline", 1).code == 2


def test_they_are_listed_but_not_decided_while_somebody_practises(drillbook: Call) -> None:
    mine()
    practise(0, wrong=True)
    with practising() as process:
        process.stdout.readline()
        assert len(drillbook("disputes", "--json").objects) == 1
        run = drillbook("disputes", "--accept", 1)
        assert run.code == 1
        assert "in use by `drillbook practice`" in run.err
