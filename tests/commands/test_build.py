"""`drillbook build`: whole packages of sound decks, and nothing else."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.commands.calls import HALF, ROOT, TWICE, UNDEFINED, UNSOUND, Call, deck, environment, process


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_package_and_workbook_are_in_the_data_folder_and_nothing_besides(drillbook: Call) -> None:
    deck(Path("mine"))
    run = drillbook("build", "mine")
    assert (run.code, run.err) == (0, "")
    size = Path("data/mine.apkg").stat().st_size / 1000
    package, page = os.path.abspath("data/mine.apkg"), os.path.abspath("data/mine.html")
    first, second = run.out.splitlines()
    assert first == f"{package}: 2 notes, 38 variants, {size:.0f} kB; not released yet"
    assert second == f"{page}: the workbook, {Path(page).stat().st_size / 1000:.0f} kB; open it in a browser"
    assert left_in(Path("data")) == ["mine.apkg", "mine.html"]
    assert left_in(Path("mine")) == ["01-tests.yaml", "deck.yaml"]


def test_json_says_what_was_written(drillbook: Call) -> None:
    deck(Path("mine"))
    (built,) = drillbook("build", "mine", "-o", "new/place.apkg", "--json").objects
    assert built == {
        "kind": "deck", "deck": "mine", "errors": 0, "file": "new/place.apkg",
        "bytes": Path("new/place.apkg").stat().st_size, "notes": 2, "variants": 38, "released": False,
        "workbook": "new/place.html", "workbook_bytes": Path("new/place.html").stat().st_size,
        "note_type": "updated",
        "unchanged": 0, "changed": 0, "new": 2, "retired": 0, "note_type_changed": True,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [UNDEFINED, UNSOUND])
def test_of_a_deck_with_errors_nothing_is_written(wrong: str, drillbook: Call) -> None:
    deck(Path("mine"))
    drillbook("build", "mine")
    before = [Path(f"data/mine.{kind}").read_bytes() for kind in ("apkg", "html")]
    deck(Path("mine"), HALF, wrong)
    deck(Path("good"))
    run = drillbook("build", "mine", "good")
    assert run.code == 1
    assert "mine: 1 error, nothing is written" in run.out
    assert "good.apkg: 2 notes" in run.out
    assert [Path(f"data/mine.{kind}").read_bytes() for kind in ("apkg", "html")] == before
    assert left_in(Path("data")) == ["good.apkg", "good.html", "mine.apkg", "mine.html"]


def test_json_of_a_deck_with_errors(drillbook: Call) -> None:
    deck(Path("mine"), UNDEFINED)
    run = drillbook("build", "mine", "--json")
    assert (run.code, run.err) == (1, "")
    assert [value["kind"] for value in run.objects] == ["diagnostic", "deck"]
    assert run.objects[1] == {"kind": "deck", "deck": "mine", "errors": 1, "file": None}
    assert not Path("data").exists()


def test_output_goes_with_one_deck(drillbook: Call) -> None:
    deck(Path("one"))
    deck(Path("two"))
    assert drillbook("build", "one", "two", "-o", "both.apkg").code == 2
    assert not Path("both.apkg").exists()


def test_output_names_the_package(drillbook: Call) -> None:
    deck(Path("one"))
    run = drillbook("build", "one", "-o", "one.html")
    assert (run.code, run.err) == (
        2,
        "drillbook build: --output names the package, such as one.apkg; the workbook follows\n",
    )


@pytest.mark.parametrize("output", ["", ".", "new/.."])
def test_output_names_a_file(output: str, drillbook: Call) -> None:
    deck(Path("one"))
    for command in ("build", "sheets"):
        run = drillbook(command, "one", "-o", output)
        assert (run.code, run.out) == (2, "")
        assert run.err.endswith(f"argument -o/--output: expected the path of a file, got {output!r}\n")


def test_a_file_where_the_folder_should_be_is_a_clear_error(drillbook: Call) -> None:
    deck(Path("mine"))
    Path("data").write_text("a file")
    run = drillbook("build", "mine")
    data = os.path.abspath("data")
    assert (run.code, run.err) == (1, f"drillbook build: {data}/mine.apkg cannot be written: {data} is no folder\n")
    assert Path("data").read_text() == "a file"


def test_a_folder_where_the_package_should_be_is_a_clear_error(drillbook: Call) -> None:
    deck(Path("mine"))
    Path("out/mine.apkg").mkdir(parents=True)
    run = drillbook("build", "mine", "-o", "out/mine.apkg")
    assert run.code == 1
    assert run.err.startswith("drillbook build: out/mine.apkg cannot be written: ")
    assert left_in(Path("out")) == ["mine.apkg"]


def test_a_folder_that_may_not_be_written_to_is_a_clear_error(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    deck(Path("mine"))
    Path("data").mkdir(mode=0o555)
    if os.access("data", os.W_OK):  # root may write everywhere

        def refused(**_: object) -> tuple[int, str]:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(tempfile, "mkstemp", refused)
    run = drillbook("build", "mine")
    assert run.code == 1
    assert run.err.endswith("mine.apkg cannot be written: Permission denied\n")
    assert left_in(Path("data")) == []


def test_what_breaks_off_leaves_the_old_package_and_no_temporary_file(
    drillbook: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck(Path("mine"))
    drillbook("build", "mine")
    before = [Path(f"data/mine.{kind}").read_bytes() for kind in ("apkg", "html")]
    deck(Path("mine"), TWICE.format(slug="another"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    run = drillbook("build", "mine")
    assert (run.code, run.err.endswith("cannot be written: No space left on device\n")) == (1, True)
    assert [Path(f"data/mine.{kind}").read_bytes() for kind in ("apkg", "html")] == before
    assert left_in(Path("data")) == ["mine.apkg", "mine.html"]


def test_two_builds_of_one_tree_are_the_same_bytes_wherever_it_lies(here: Path) -> None:
    built = []
    for seed in ("0", "1"):
        folder = here / f"copy{seed}" / "tinyml"
        shutil.copytree(ROOT / "decks" / "tinyml", folder)
        target = here / f"{seed}.apkg"
        env = environment(PYTHONHASHSEED=seed, TZ=("UTC", "Asia/Tokyo")[int(seed)])
        assert process("build", folder, "-o", target, env=env).code == 0
        built.append((target.read_bytes(), target.with_suffix(".html").read_bytes()))
    assert built[0] == built[1]
    assert len(built[0][1]) <= 2_500_000
