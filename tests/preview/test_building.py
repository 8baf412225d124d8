"""A build takes from the one before what has not changed, and nothing else; errors hide nothing that was there."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.preview import Builder, Shown, State, building
from tests.commands.calls import HALF, TWICE, UNDEFINED, UNSOUND, deck
from tests.preview.decks import ABOUT, PICTURE, SEEN, edit, small

HEAD = "chapter: 1\ntitle: Tests\nintro: For tests.\nexercises:\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "small")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The slugs of what was really made, in order."""
    slugs: list[str] = []
    real = building._made

    def counted(*arguments: object) -> building.Made:
        slugs.append(arguments[2].slug)  # type: ignore[attr-defined]
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_made", counted)
    return slugs


def slugs(state: State) -> list[str]:
    return [each.slug for each in state.exercises]


def shown(state: State, slug: str) -> Shown:
    found = state.exercise(slug)
    assert found is not None
    return found


def field(state: State, slug: str, name: str) -> str:
    note = shown(state, slug).content
    assert note is not None
    return dict(note.fields)[name]


def page(state: State) -> str:
    assert state.page is not None
    return state.page.decode()


def same(one: State, other: State) -> bool:
    """Whether two builds show the same, whatever they took from earlier ones."""
    return (one.page, one.exercises, one.title) == (other.page, other.exercises, other.title)


CHANGES = {
    "a given": ("pick: [1, 2, 3, 5", "pick: [1, 2, 4, 6", {"twice", "twice-again"}),
    "the text of a hint": ("[Double it.]", "[Double it twice.]", {"twice", "twice-again"}),
    "a title": ("title: Half\n", "title: A half\n", {"half", "seen"}),
    "the title of a companion": ("title: Twice again", "title: Again", {"twice-again"}),
    "the chapter's title": ("title: Tests", "title: Trials", {"twice", "twice-again", "half", "seen"}),
    "the chapter's number": ("chapter: 1", "chapter: 2", {"twice", "twice-again", "half", "seen"}),
    "the chapter's introduction": ("For tests.", "For trials.", set()),
    "a comment": ("    title: Twice again\n", "    title: Twice again  # once more\n", set()),
    "a line above all": ("chapter: 1", "# The first\nchapter: 1", set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_and_costs_what_it_touches(folder: Path, made: list[str], change: str) -> None:
    old, new, touched = CHANGES[change]
    text = (folder / "01-tests.yaml").read_text("utf-8")
    builder = Builder(folder, 50)
    before = builder.build()
    made.clear()
    # Those that share a text with another are changed as well.
    (folder / "01-tests.yaml").write_text(text.replace(old, new), "utf-8")
    after = builder.build()
    assert set(made) == touched
    assert same(after, Builder(folder, 50).build())
    assert (page(before) != page(after)) is (change not in ("a comment", "a line above all"))


def test_nothing_is_made_twice(folder: Path, made: list[str]) -> None:
    builder = Builder(folder, 50)
    first = builder.build()
    made.clear()
    again = builder.build()
    assert (made, again.version, first.version) == ([], 2, 1)
    assert same(first, again)


def test_another_picture_under_the_same_name_is_seen(folder: Path, made: list[str]) -> None:
    builder = Builder(folder, 50)
    before = builder.build()
    made.clear()
    (folder / "seen.svg").write_bytes(PICTURE % b"other")
    after = builder.build()
    assert made == ["seen"]
    assert field(before, "seen", "Figure") != field(after, "seen", "Figure")
    assert same(after, Builder(folder, 50).build())


@pytest.mark.parametrize(("old", "new"), [("licence: MIT", "licence: CC0"), ("id: small-", "id: other-")])
def test_a_change_of_the_deck_itself_is_seen(folder: Path, made: list[str], old: str, new: str) -> None:
    builder = Builder(folder, 50)
    builder.build()
    made.clear()
    edit(folder, old, new, "deck.yaml")
    assert same(builder.build(), Builder(folder, 50).build())
    assert set(made) == {"twice", "twice-again", "half", "seen"}


def test_another_order_is_seen(folder: Path) -> None:
    builder = Builder(folder, 50)
    builder.build()
    deck(folder, SEEN, HALF, TWICE.format(slug="twice"), ABOUT)
    after = builder.build()
    assert slugs(after) == ["seen", "half", "twice", "twice-again"]
    assert shown(after, "half").number == "1.2"
    assert same(after, Builder(folder, 50).build())


def test_what_its_author_takes_out_is_gone(folder: Path) -> None:
    builder = Builder(folder, 50)
    builder.build()
    deck(folder, TWICE.format(slug="twice"), SEEN, UNDEFINED)
    after = builder.build()
    assert slugs(after) == ["twice", "seen"]
    assert [each.code for each in after.diagnostics] == ["D302"]


def test_rejected_draws_name_the_line_that_is_there_now(folder: Path) -> None:
    builder = Builder(folder, 50)
    (before,) = shown(builder.build(), "half").rejections
    edit(folder, "chapter: 1", "\n\nchapter: 1")
    (after,) = shown(builder.build(), "half").rejections
    assert (before.kind, after.line) == ("require", before.line + 2)
    lines = (folder / "01-tests.yaml").read_text("utf-8").splitlines()
    assert "require" in lines[after.line - 1]


def test_an_exercise_that_cannot_be_read_stays_as_it_was_and_where_it_was(folder: Path) -> None:
    builder = Builder(folder, 50)
    before = builder.build()
    edit(folder, "work: {double:", "wirk: {double:")
    broken = builder.build()
    assert slugs(broken) == slugs(before)
    assert [each.slug for each in broken.exercises if each.behind] == ["twice", "twice-again"]
    assert field(broken, "twice", "Prompt") == field(before, "twice", "Prompt")
    assert "D201" in {each.code for each in broken.diagnostics}
    edit(folder, "wirk: {double:", "work: {double:")
    mended = builder.build()
    assert same(mended, before)
    assert mended.diagnostics == ()


def test_an_exercise_that_cannot_be_proved_stays_as_it_was(folder: Path) -> None:
    builder = Builder(folder, 50)
    before = builder.build()
    edit(folder, "is: double, tolerance: exact}\n    accept", "is: 0 * double, tolerance: 1%}\n    accept")
    broken = builder.build()
    assert shown(broken, "twice").behind and not shown(broken, "half").behind
    assert field(broken, "twice", "Answer") == field(before, "twice", "Answer")
    assert {each.exercise for each in broken.diagnostics} == {"twice"}


def test_a_broken_exercise_stays_while_another_is_edited(folder: Path) -> None:
    builder = Builder(folder, 50)
    builder.build()
    edit(folder, "work: {double:", "wirk: {double:")
    builder.build()
    edit(folder, "title: Tests", "title: Trials")
    after = builder.build()
    assert slugs(after) == ["twice", "twice-again", "half", "seen"]
    assert shown(after, "half").chapter == "1 Trials"


def test_a_chapter_that_is_no_yaml_stays_as_it_was(folder: Path) -> None:
    (folder / "02-more.yaml").write_text(
        HEAD.replace("chapter: 1", "chapter: 2") + HALF.replace("  half:", "  more:"), "utf-8"
    )
    builder = Builder(folder, 50)
    before = builder.build()
    edit(folder, "exercises:", "exercises: [")
    broken = builder.build()
    assert slugs(broken) == slugs(before) == ["twice", "twice-again", "half", "seen", "more"]
    assert [each.slug for each in broken.exercises if not each.behind] == ["more"]


@pytest.mark.parametrize("text", ["", "id: [", "title: No id\n"])
def test_a_deck_that_cannot_be_read_leaves_the_last_page(folder: Path, text: str) -> None:
    builder = Builder(folder, 50)
    before = builder.build()
    head = (folder / "deck.yaml").read_text("utf-8")
    (folder / "deck.yaml").write_text(text, "utf-8")
    broken = builder.build()
    assert broken.diagnostics and same(broken, before)
    (folder / "deck.yaml").write_text(head, "utf-8")
    assert same(builder.build(), before)


def test_a_deck_that_never_could_be_read_has_no_page_yet(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    builder = Builder(folder, 50)
    state = builder.build()
    assert (state.page, state.exercises, [each.code for each in state.diagnostics]) == (None, (), ["D208"])
    small(folder)
    assert slugs(builder.build()) == ["twice", "twice-again", "half", "seen"]


def test_what_never_was_sound_is_shown_as_far_as_it_can_be_drawn(tmp_path: Path) -> None:
    impossible = HALF.replace("mod(n, 4) > 0", "n > 40").replace("  half:", "  never:")
    state = Builder(deck(tmp_path / "unsound", HALF, UNSOUND, impossible), 50).build()
    assert [(each.slug, each.behind, each.content is not None) for each in state.exercises] == [
        ("half", False, True),
        ("unsound", True, True),
        ("never", True, False),
    ]
    assert [each.share for each in shown(state, "never").rejections] == [1.0]
    assert "unsound" in page(state)


def test_the_edited_exercise_is_told(folder: Path) -> None:
    builder = Builder(folder, 50)
    assert builder.build().edited is None
    edit(folder, "What is twice {n}?", "What is two times {n}?")
    assert builder.build().edited == "twice"  # and not the companion, which changes with it
    edit(folder, "title: Twice again", "title: Again")
    assert builder.build().edited == "twice-again"
    edit(folder, "ask: Once more, what is twice {n}?", "ask: Once more, what is twice {m}?")
    assert builder.build().edited == "twice-again"
    edit(folder, "ask: Once more, what is twice {m}?", "ask: Once more, what is twice {k}?")
    assert builder.build().edited is None  # nothing that could be looked at changed
    edit(folder, "title: Tests", "title: Trials")
    assert builder.build().edited is None  # all of them changed
