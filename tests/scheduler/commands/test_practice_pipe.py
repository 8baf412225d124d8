"""Practice with replies from a pipe, for people and for scripts; what is asked on request; and what ends it early."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.calls import COMMAND, HALF, MANY, SECONDS, TWICE, UNDEFINED, Call, deck, environment
from tests.scheduler.commands.conftest import Practice
from tests.scheduler.commands.sessions import STORE, answer, mine, piped, practise, practising, rows

KINDS = {"question", "verdict", "hint", "derivation", "review", "note", "summary"}


def test_a_script_reads_each_object_before_it_replies() -> None:
    mine()
    with practising() as process:
        seen = []
        while True:
            found = json.loads(process.stdout.readline())
            seen.append(found["kind"])
            if found["kind"] == "question":
                process.stdin.write(f"{answer(found['prompt'])}\n")
                process.stdin.flush()
            if found["kind"] == "summary":
                break
        assert process.wait(SECONDS) == 0
    assert seen == ["question", "verdict", "review"] * 2 + ["note", "summary"]
    assert {key: found[key] for key in ("questions", "right", "first_try", "streak", "waiting")} == {
        "questions": 2,
        "right": 2,
        "first_try": 2,
        "streak": 1,
        "waiting": False,
    }


def test_with_json_whatever_is_typed_every_line_is_an_object(practice: Practice) -> None:
    mine()
    run = practice(
        "\n77.7\n/hint\n/hint\n5 5\n/right\n/why\n/help\n/nothing\n/hnt\n/solution\n/right\n/skip\n", "--json", "mine"
    )
    assert (run.code, run.err) == (0, "")
    kinds = [each["kind"] for each in run.objects]
    assert set(kinds) <= KINDS
    first, wrong = run.objects[:2]
    assert (first["exercise"], first["number"], first["why"], first["resumed"]) == ("twice", "1.1", "new", False)
    assert (wrong["verdict"], wrong["right"], wrong["read"]) == ("wrong", False, "77.7")
    assert run.kind("hint") == [
        {"kind": "hint", "text": "Double it.", "step": False, "left": 0},
        {"kind": "hint", "text": None, "step": False, "left": 0},
    ]
    review = run.kind("review")[0]
    assert (review["quality"], review["finished"], review["scheduled"]) == (1, True, True)
    assert review["work"][0].startswith("double = 2 × n")
    assert kinds[-1] == "summary"


def test_replies_through_a_pipe_are_answered_in_sentences_without_prompts(practice: Practice) -> None:
    mine()
    run = practice("77.7\n/solution\n", "mine")
    assert (run.code, run.err) == (0, "")
    assert "read as 77.7\nNot right yet" in run.out
    assert "1.2 Half (new)" in run.out
    assert "Enter" not in run.out and "\n> " not in run.out
    assert run.out.endswith("The question waits: the same command goes on with it, with the same numbers.\n")


def test_the_derivation_without_a_try_gives_up_at_once_where_nobody_can_be_asked(practice: Practice) -> None:
    mine()
    assert practice("/solution\n", "--json", "mine").kind("review")[0]["quality"] == 0


def test_bytes_that_are_no_text_are_a_reply_that_cannot_be_read() -> None:
    mine()
    run = piped(b"\xff\xfe\n/quit\n", "--json", "mine", PYTHONUTF8="1")
    assert (run.code, run.err) == (0, "")
    assert run.kind("verdict")[0]["verdict"] == "unreadable"
    assert run.kind("summary")[0]["waiting"] is True


def test_without_any_standard_input_it_ends_as_at_the_end_of_one() -> None:
    mine()
    command = f"'{sys.executable}' -m compiler.commands practice mine --json <&-"
    run = subprocess.run(command, shell=True, capture_output=True, timeout=SECONDS, check=False, env=environment())
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout.splitlines()[-1])["kind"] == "summary"


def test_an_overlong_reply_is_read_as_far_as_it_is_kept(practice: Practice) -> None:
    mine()
    run = practice("9" * 100_000 + "\n/quit\n", "--json", "mine")
    assert run.code == 0
    assert rows("SELECT length(text) FROM replies") == [(4000,)]


def test_a_chapter_and_a_type_are_asked_alone(practice: Practice) -> None:
    def asked(*arguments: object) -> list[tuple[str, str]]:
        run = practice("/skip\n" * 12, "--json", "tinyml", "--new", "1000", *arguments)
        return [(each["number"].split(".")[0], each["type"]) for each in run.kind("question")]

    assert {kind for _, kind in asked("--type", "decide")} == {"decide"}
    assert set(asked("--chapter", 3, "--type", "derive")) == {("3", "derive")}


def test_new_sets_how_many_are_new_today(practice: Practice) -> None:
    deck(Path("more"), *(TWICE.format(slug=f"twice-{letter}") for letter in "abcdef"))

    def begun(*arguments: object) -> int:
        practice("/solution\n" * 20, "--json", "more", *arguments)
        return len(rows("SELECT * FROM cards"))

    assert [begun("--new", 0), begun(), begun("--new", 5)] == [0, 3, 5]


def test_wrong_only_asks_what_was_not_right_at_the_first_try(practice: Practice) -> None:
    mine()
    right = practice("", "--json", "mine").kind("question")[0]
    practice(f"{answer(right['prompt'])}\n77.7\n/solution\n/skip\n", "--json", "mine")
    run = practice("/skip\n", "--json", "mine", "--wrong-only")
    assert [each["exercise"] for each in run.kind("question")] == ["half"]


def test_extra_goes_on_when_nothing_is_due_and_changes_no_interval(practice: Practice) -> None:
    mine()
    practise(0)
    before = rows("SELECT * FROM cards")
    plain = practice("/solution\n", "--json", "mine", "--new", "0")
    assert [each["kind"] for each in plain.objects] == ["note", "summary"]
    assert "--extra" in plain.kind("note")[0]["text"]
    run = practice("77.7\n/solution\n", "--json", "mine", "--new", "0", "--extra")
    assert run.kind("question")[0]["why"] in ("extra", "magnitude")
    review = run.kind("review")[0]
    assert (review["scheduled"], review["due"], review["finished"]) == (False, None, True)
    assert rows("SELECT * FROM cards") == before


def test_what_is_due_comes_before_what_is_new(practice: Practice) -> None:
    mine()
    practise(3)
    run = practice("/skip\n/skip\n", "--json", "mine")
    assert [(each["exercise"], each["why"]) for each in run.kind("question")] == [("twice", "due"), ("half", "new")]


def test_the_same_choice_resumes_though_the_only_deck_is_named_or_not(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine()
    first = practice("", "--json", "mine").kind("question")[0]
    monkeypatch.setenv("DRILLBOOK_DATA", str(Path("data").resolve()))
    monkeypatch.chdir("mine")
    second = practice("", "--json").kind("question")[0]
    assert (second["question"], second["prompt"], second["resumed"]) == (first["question"], first["prompt"], True)


@pytest.mark.parametrize(
    "arguments",
    ["mine --chapter 9", "mine --type vector", "mine --type essay", "mine --new many", "nowhere", "mine --chapter -1"],
)
def test_what_fits_no_exercise_is_wrong_usage_and_leaves_nothing_behind(arguments: str, practice: Practice) -> None:
    mine()
    run = practice("", *arguments.split())
    assert (run.code, run.out) == (2, "")
    assert "drillbook practice" in run.err
    assert not STORE.exists()


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_deck_with_errors_is_one_and_says_what_shows_them(arguments: list[str], practice: Practice) -> None:
    deck(Path("broken"), HALF, UNDEFINED)
    run = practice("", "broken", *arguments)
    assert run.code == 1
    assert "drillbook practice: the deck in broken has errors; `drillbook check broken` shows them all" in run.err
    assert "D302" in (run.out if arguments else run.err)
    assert all(each["kind"] == "diagnostic" for each in run.objects)
    assert not STORE.exists()


@pytest.mark.parametrize(
    "exercise",
    [HALF.replace("half: n / 2", "half: n / (n - n)"), HALF.replace("require: mod(n, 4) > 0", "require: n > 100")],
)
def test_an_exercise_without_any_draw_is_a_clear_error(exercise: str, practice: Practice) -> None:
    deck(Path("never"), exercise)
    run = practice("5\n", "never")
    assert run.code == 1
    assert run.err == "drillbook practice: half: no sound draw; `drillbook check` shows why\n"


def test_the_second_of_two_processes_names_the_first(practice: Practice) -> None:
    mine()
    with practising() as process:
        process.stdout.readline()
        run = practice("5\n", "mine")
        assert (run.code, run.out) == (1, "")
        assert f"in use by `drillbook practice` (process {process.pid})" in run.err
    assert practice("", "mine").code == 0


def _no_database() -> str:
    STORE.write_text("This is no database, but a letter.\n" * 100, "utf-8")
    return "it is no SQLite database; `drillbook restore` brings back a backup"


def _cut_short() -> str:
    with STORE.open("r+b") as file:
        file.truncate(STORE.stat().st_size // 2)
    return "is damaged"


def _overwritten() -> str:
    page = b"\xff" * 4096
    whole = STORE.read_bytes()
    STORE.write_bytes(whole[:4096] + page * (len(whole) // 4096 - 1))
    return "is damaged"


def _newer() -> str:
    with closing(sqlite3.connect(STORE)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('drillbook', '9999_x', '')"
        )
    return "was written by a newer Drillbook (it knows 9999_x): update drillbook to use it"


HARMS = [_no_database, _cut_short, _overwritten, _newer]
OTHERS = ["settings --new 5", "disputes", "disputes --accept 1", "data export -", "data delete --yes"]


@pytest.mark.parametrize(
    ("command", "harm"),
    [
        *(("practice mine", harm) for harm in HARMS),
        *(("stats mine", harm) for harm in HARMS),
        *((command, _no_database) for command in OTHERS),
    ],
)
def test_a_database_that_cannot_be_used_is_a_clear_error_for_every_command(
    harm: Callable[[], str], command: str, practice: Practice, drillbook: Call
) -> None:
    mine()
    practise(0)
    said = harm()
    name, *arguments = command.split()
    run = practice("5\n", *arguments) if name == "practice" else drillbook(name, *arguments)
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith(f"drillbook {name}: ")
    assert said in run.err
    assert "Traceback" not in run.err


def _bound_by_permissions() -> list[str]:
    """What has a command heed permissions even where the tests run as root."""
    if os.name == "posix" and os.geteuid() != 0:
        return []
    return [tool, "--bounding-set=-dac_override,-dac_read_search"] if (tool := shutil.which("setpriv")) else ["false"]


def test_a_database_that_may_only_be_read_is_a_clear_error() -> None:
    before = _bound_by_permissions()
    if before == ["false"]:
        pytest.skip("root may write everything here")
    mine()
    practise(0)
    STORE.chmod(0o400)
    STORE.parent.chmod(0o500)
    command = [*before, *COMMAND, "practice", "mine"]
    run = subprocess.run(command, input="5\n", capture_output=True, text=True, check=False, env=environment())
    STORE.parent.chmod(0o700)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("drillbook practice: ")
    assert str(STORE) in run.stderr
    assert "Traceback" not in run.stderr


def test_help_tells_what_can_be_typed(practice: Practice) -> None:
    run = practice("", "--help")
    assert run.code == 0
    for word in (
        "--chapter",
        "--wrong-only",
        "--extra",
        "/hint",
        "/solution",
        "/skip",
        "/right",
        "/quit",
        "calculation",
    ):
        assert word in run.out


def test_a_replied_session_ends_by_itself_when_its_input_ends(practice: Practice) -> None:
    deck(Path("many"), MANY)
    run = practice("1\n2\n", "--json", "many")
    assert run.code == 0
    assert [each["kind"] for each in run.objects] == ["question", "verdict", "verdict", "summary"]
