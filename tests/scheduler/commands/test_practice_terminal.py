"""Practice at a real terminal, from the first question to the summary, and whatever comes between."""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.scheduler.commands.sessions import (
    OFFER,
    PAUSE,
    STORE,
    Terminal,
    answer,
    asked_of,
    mine,
    practise,
    rows,
)


def test_a_session_from_the_first_question_to_the_summary() -> None:
    mine()
    terminal = Terminal("mine", afresh=True)
    question = terminal.until()
    assert "1.1 Twice (new)" in question
    number = asked_of(question)
    assert "That is a third." in terminal.type(f"{number}/3")
    assert "hint: Double it." in terminal.type("/hint")
    assert "Two numbers stand side by side" in terminal.type("5 5")
    right = terminal.type(str(2 * number), PAUSE)
    assert "\nRight.\n" in right
    assert "asked again on" in right and "streak: 1 day" in right
    assert f"double = 2 × n = 2 × {number} = {2 * number}" in terminal.type("/why", PAUSE)
    half = terminal.type("")
    assert "1.2 Half (new)" in half
    assert "the unit" in terminal.type(answer(half).replace("m", "km"))
    derived = terminal.type("/solution", PAUSE)
    assert f"half = n / 2 = {asked_of(half)} / 2" in derived
    assert "/why" not in derived
    again = terminal.type("")
    assert "1.1 Twice (once more)" in again
    half_again = terminal.type("/skip")
    assert "1.2 Half (once more)" in half_again
    terminal.type(answer(half_again), PAUSE)
    assert "Extra rounds count for the day and change no interval." in terminal.type("", OFFER)
    code, shown = terminal.end("/quit")
    assert code == 0
    assert "3 questions: 2 right, 1 of them at the first try" in shown
    assert "streak: 1 day, best 1, freezes 0" in shown
    assert "next due: " in shown
    assert "waits" not in shown


def test_extra_rounds_are_agreed_to_with_enter_and_anything_else_is_asked_again() -> None:
    mine()
    practise(0)
    terminal = Terminal("mine", "--new", "0")
    terminal.until(OFFER)
    assert "yes is neither." in terminal.type("yes", OFFER)
    assert "extra round" in terminal.type("")
    code, shown = terminal.end("/quit")
    assert code == 0
    assert "The question waits" in shown


def test_an_extra_round_that_was_interrupted_goes_on_with_the_same_numbers() -> None:
    mine()
    practise(0)
    terminal = Terminal("mine", "--new", "0")
    terminal.until(OFFER)
    before = terminal.type("")
    terminal.interrupt()
    assert terminal.end()[0] == 130
    again = Terminal("mine", "--new", "0")
    after = again.until()
    assert "(where you left off)" in after
    assert asked_of(after) == asked_of(before)
    again.end("/quit")


def test_where_nothing_was_begun_an_extra_round_says_that_there_is_nothing() -> None:
    mine()
    terminal = Terminal("mine", "--new", "0")
    terminal.until(OFFER)
    code, shown = terminal.end("")
    assert code == 0
    assert "There is nothing left to ask" in shown


def test_the_derivation_without_a_try_is_opened_only_when_it_is_asked_for_twice() -> None:
    mine()
    terminal = Terminal("mine")
    terminal.until()
    assert "it counts as not known, and not for the day" in terminal.type("/solution", "opens it: $")
    terminal.type("")
    assert rows("SELECT * FROM reviews") == []
    terminal.type("/solution", "opens it: $")
    opened = terminal.type("/solution", PAUSE)
    assert "double = 2 × n" in opened
    assert "streak" not in opened
    terminal.end("/quit")
    assert rows("SELECT quality, finished FROM reviews") == [(0, 0)]


def test_commands_are_listed_and_a_misspelt_one_suggests_the_nearest() -> None:
    mine()
    terminal = Terminal("mine")
    assert "/help lists" in terminal.until()
    listed = terminal.type("/help")
    assert all(name in listed for name in ("/hint", "/solution", "/why", "/skip", "/right", "/quit", "/help"))
    assert "There is no /hnt; did you mean /hint?" in terminal.type("/hnt")
    unknown = terminal.type("/zzzzzzzzzzzz")
    assert "There is no /zzzzzzzzzzzz; there are these:\n/hint " in unknown
    assert "/why is for after the question" in terminal.type("/why")
    assert terminal.type("").count("\n") == 1
    assert rows("SELECT * FROM replies") == []
    terminal.end("/quit")


def test_i_think_i_was_right_is_kept_before_and_after_the_question_closes() -> None:
    mine()
    terminal = Terminal("mine")
    number = asked_of(terminal.until())
    assert "There is no reply here that was not right." in terminal.type("/right")
    terminal.type("77.7")
    assert "`drillbook disputes` decides on '77.7'" in terminal.type("/right")
    terminal.type("88.8")
    terminal.type(str(2 * number), PAUSE)
    assert "`drillbook disputes` decides on '88.8'" in terminal.type("/right", PAUSE)
    terminal.end("/quit")
    assert rows("SELECT text, state FROM disputes JOIN replies ON replies.id = reply") == [
        ("77.7", "open"),
        ("88.8", "open"),
    ]


def test_after_a_question_only_enter_goes_on() -> None:
    mine()
    terminal = Terminal("mine")
    terminal.type(answer(terminal.until()), PAUSE)
    assert "This question is closed." in terminal.type("42", PAUSE)
    assert "did you mean /why?" in terminal.type("/wy", PAUSE)
    assert "/solution" in terminal.type("/help", PAUSE)
    assert "1.2 Half" in terminal.type("")
    terminal.end("/quit")
    assert rows("SELECT count(*) FROM replies") == [(1,)]


def test_a_line_can_be_edited_and_an_earlier_one_comes_back() -> None:
    mine()
    terminal = Terminal("mine")
    terminal.until()
    terminal.press("7.8\x1b[D\x1b[D5\r")  # left, left: 75.8
    assert "read as 75.8" in terminal.until()
    terminal.press("66.69\x7f\r")
    assert "read as 66.6\n" in terminal.until()
    terminal.press("\x1b[A\x1b[A\r")
    assert "read as 75.8" in terminal.until()
    terminal.end("/quit")
    assert rows("SELECT text FROM replies") == [("75.8",), ("66.6",), ("75.8",)]


def test_tab_completes_a_command() -> None:
    mine()
    terminal = Terminal("mine")
    terminal.until()
    terminal.press("/hi\t\r")
    assert "hint: Double it." in terminal.until()
    terminal.end("/quit")


def _at_the_question(terminal: Terminal) -> None:
    terminal.until()


def _with_a_line_begun(terminal: Terminal) -> None:
    terminal.until()
    terminal.press("12")
    terminal.until("12$")


def _at_the_second_thought(terminal: Terminal) -> None:
    terminal.until()
    terminal.type("/solution", "opens it: $")


@pytest.mark.parametrize("moment", [_at_the_question, _with_a_line_begun, _at_the_second_thought])
def test_ctrl_c_ends_with_a_summary_and_the_question_goes_on_with_the_same_numbers(
    moment: Callable[[Terminal], None],
) -> None:
    mine()
    terminal = Terminal("mine", afresh=moment is _at_the_question)
    moment(terminal)
    terminal.interrupt()
    code, shown = terminal.end()
    assert code == 130
    assert "streak: 0 days" in shown
    assert "The question waits: the same command goes on with it, with the same numbers." in " ".join(shown.split())
    assert "Traceback" not in shown
    again = Terminal("mine")
    question = again.until()
    assert "1.1 Twice (where you left off)" in question
    assert asked_of(question) == asked_of(terminal.raw)
    again.type(answer(question), PAUSE)
    again.end("/quit")
    assert rows("SELECT outcome FROM questions") == [("right",)]


@pytest.mark.parametrize("leaving", ["ctrl-c", "ctrl-d", "/quit"])
def test_after_a_question_has_closed_nothing_waits(leaving: str) -> None:
    mine()
    terminal = Terminal("mine")
    terminal.type(answer(terminal.until()), PAUSE)
    if leaving == "ctrl-c":
        terminal.interrupt()
    else:
        terminal.press("\x04" if leaving == "ctrl-d" else "/quit\r")
    code, shown = terminal.end()
    assert code == (130 if leaving == "ctrl-c" else 0)
    assert "1 question: 1 right, 1 of them at the first try" in shown
    assert "next due: " in shown
    assert "waits" not in shown
    assert "Traceback" not in shown


def test_ctrl_c_while_a_reply_is_stored_loses_nothing_of_it() -> None:
    mine()
    terminal = Terminal("mine")
    question = terminal.until()
    with closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # the reply's transaction waits for this one
        terminal.type(answer(question), "\n")  # it has been read
        time.sleep(0.2)
        terminal.interrupt()
        time.sleep(0.3)
        other.execute("COMMIT")
    code, shown = terminal.end()
    assert code == 130
    assert "Right." in shown
    assert "1 question: 1 right, 1 of them at the first try" in shown
    assert "waits" not in shown
    assert "Traceback" not in shown
    assert rows("SELECT quality FROM reviews") == [(4,)]


def test_a_second_ctrl_c_does_not_wait() -> None:
    mine()
    terminal = Terminal("mine")
    question = terminal.until()
    with closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        terminal.type(answer(question), "\n")  # it has been read
        time.sleep(0.2)
        terminal.interrupt()
        time.sleep(0.2)
        terminal.interrupt()
        time.sleep(0.2)
        other.execute("ROLLBACK")
    code, shown = terminal.end()
    assert code == 130
    assert "Traceback" not in shown


def test_a_process_that_is_killed_goes_on_at_the_same_question_with_hints_and_replies_kept() -> None:
    mine()
    terminal = Terminal("mine", afresh=True)
    before = terminal.until()
    terminal.type("/hint")
    terminal.type("77.7")
    terminal.child.kill(9)
    terminal.end()
    again = Terminal("mine")
    after = again.until()
    assert "(where you left off)" in after
    assert asked_of(after) == asked_of(before)
    assert "There is no further hint" in again.type("/hint")
    again.type(answer(after), PAUSE)
    again.end("/quit")
    assert rows("SELECT quality, first_try FROM reviews") == [(2, 0)]


def test_ctrl_d_ends_it_like_quit() -> None:
    mine()
    terminal = Terminal("mine")
    terminal.until()
    terminal.press("\x04")
    code, shown = terminal.end()
    assert code == 0
    assert "The question waits" in shown


def test_a_narrow_window_wraps_between_words() -> None:
    mine()
    terminal = Terminal("tinyml", columns=40)
    shown = terminal.until()
    shown += terminal.type("/help")
    shown += terminal.type("5 km")
    shown += terminal.type("/right")
    shown += terminal.end("/quit")[1]
    assert "…" not in shown
    assert [line for line in shown.splitlines() if len(line) > 40] == []
    assert "\n            derivation\n" in shown  # what is said of a command hangs below itself


def test_colours_can_be_declined_and_are_there_otherwise() -> None:
    mine()
    plain, bold = Terminal("mine", NO_COLOR="1"), Terminal("mine", DRILLBOOK_DATA="elsewhere")
    for terminal in (plain, bold):
        terminal.until()
        terminal.type("5 5")
        terminal.end("/quit")
    assert not re.search(r"\x1b\[[0-9;]*m", plain.raw)
    assert "\x1b[1m1.1 Twice (new)\x1b[0m" in bold.raw


def test_an_order_of_magnitude_is_timed() -> None:
    mine()
    practise(0)
    terminal = Terminal("mine", "--new", "0", "--extra")
    question = terminal.until()
    for _ in range(3):  # other extra rounds come before
        terminal.type(answer(question), PAUSE)
        question = terminal.type("")
    assert "extra round, order of magnitude" in question
    assert "Aim at 10 seconds" in question
    right = terminal.type(f"1.4*{asked_of(question)}*2", PAUSE)
    assert re.search(r"In \d+ s\.", right)
    assert "no interval changes" in right
    terminal.end("/quit")
