"""`drillbook read`: how replies are read, one as an argument or many from a file."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from compiler.commands.replies import MAX_LINE
from tests.commands.calls import COMMAND, Call, environment


def test_a_reply_is_shown_as_it_was_read(drillbook: Call) -> None:
    run = drillbook("read", "3.4e6*32/8 B")
    assert (run.code, run.out, run.err) == (0, "3.4e6 × 32 / 8 B = 13.6 MB\n", "")


def test_what_cannot_be_read_says_why_and_fails(drillbook: Call) -> None:
    run = drillbook("read", "13.6 furlongs")
    assert (run.code, run.out) == (1, "")
    assert run.err == "drillbook read: furlongs is neither a unit nor a function here.\n"


@pytest.mark.parametrize("reply", ["-0.5", "-12MB", "-(3+4)", "-.5 %", "-1,5", "−3"])
def test_a_negative_number_is_a_reply_and_no_option(drillbook: Call, reply: str) -> None:
    (value,) = drillbook("read", reply, "--json").objects
    assert value["reply"] == reply
    assert value["value"] < 0


def test_every_object_has_a_value_an_error_or_a_question(drillbook: Call) -> None:
    (value,) = drillbook("read", "13,6 MB", "--json").objects
    assert value == {"kind": "reading", "reply": "13,6 MB", "value": 13.6, "unit": "MB", "read": "13.6 MB"}
    refused = drillbook("read", "abc", "--json")
    assert (refused.code, refused.objects[0]["message"], "question" in refused.objects[0]) == (1, "unknown-name", False)
    asked = drillbook("read", "5 mb", "--json")
    assert (asked.code, asked.objects[0]["question"]) == (1, "Which unit is meant by mb: MB or Mbit?")
    assert "error" not in asked.objects[0]


def test_a_batch_gives_a_line_for_each_line(drillbook: Call, here: Path) -> None:
    replies = ["13.6 MB", "5 mb", "x", '"', "−0.5", "\u202e5", "a\nb"]
    Path("replies.jsonl").write_text("".join(json.dumps({"reply": reply}) + "\n" for reply in replies), "utf-8")
    run = drillbook("read", "--batch", "replies.jsonl")
    assert (run.code, [value["reply"] for value in run.objects]) == (0, replies)
    assert [("value" in v, "error" in v, "question" in v).index(True) for v in run.objects] == [0, 2, 1, 1, 0, 1, 1]


def test_a_line_that_is_no_reply_gets_an_error_in_its_place(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        '\ufeff{"reply": "1"}',
        "",
        "{",
        "[1]",
        '{"reply": 2}',
        "[" * 50_000,
        '{"reply": "' + "9" * MAX_LINE * 3,
        '{"reply": "3"}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    run = drillbook("read", "--batch", "-")
    assert run.code == 1
    assert [value.get("line", value.get("value")) for value in run.objects] == [1, 3, 4, 5, 6, 7, 3]


def test_a_batch_answers_as_it_reads() -> None:
    """A script that writes a line and waits for its answer is not kept waiting."""
    command = [*COMMAND, "read", "--batch", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8", env=environment()) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(3):
            process.stdin.write(f'{{"reply": "{number} MB"}}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["value"] == number
        process.stdin.close()
    assert process.returncode == 0


def test_a_file_that_is_not_there_is_told(drillbook: Call) -> None:
    run = drillbook("read", "--batch", "nowhere.jsonl")
    assert (run.code, run.err) == (1, "drillbook read: cannot read nowhere.jsonl: No such file or directory\n")


@pytest.mark.parametrize("arguments", [(), ("5", "--batch", "-"), ("5", "6")])
def test_one_reply_or_one_file_is_wanted(drillbook: Call, arguments: tuple[str, ...]) -> None:
    run = drillbook("read", *arguments)
    assert (run.code, run.out) == (2, "")
