"""What the official program makes of a package."""

import html
import json
import re
from dataclasses import replace

from tests.deck.samples import number_key
from tests.targets.anki.learner import Learner
from tests.targets.anki.sample import DECK, TABLES

HEADINGS = ["Small Machines", "Small Machines::00 Efficiency metrics", "Small Machines::08 Language models"]


def text_of(side: str) -> str:
    """What a side says, without its script, its hidden data and its tags."""
    shown = re.sub(r"<script>.*?</script>|<pre hidden.*?</pre>", "", side, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def test_a_note_and_a_card_for_each_exercise_in_a_subdeck_for_each_chapter(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    assert learner.col.note_count() == learner.col.card_count() == 3
    assert learner.deck_names() == HEADINGS
    decks = {
        card.nid: learner.col.decks.name(card.did) for card in map(learner.col.get_card, learner.col.find_cards(""))
    }
    assert decks[learner.note("stored-size").id] == HEADINGS[1]
    assert decks[learner.note("kv-cache-memory").id] == decks[learner.note("bound").id] == HEADINGS[2]


def test_cards_come_in_the_order_of_the_document(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    due = {exercise.identity: learner.note(exercise.identity).cards()[0].due for exercise in DECK.exercises}
    assert sorted(due, key=lambda identity: due[identity]) == [exercise.identity for exercise in DECK.exercises]


def test_the_front_asks_and_the_back_answers_with_the_first_variant_without_any_script(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    for table in TABLES:
        first = table[0]
        card = learner.note(first.exercise.identity).cards()[0]
        front, back = text_of(card.render_output().question_text), text_of(card.render_output().answer_text)
        words = re.sub(r"[*`$\\|:\n-]+", " ", "".join(first.prompt)).split()
        assert [word for word in words if word.isalnum() and word not in front] == []
        assert first.answer in back
        assert first.answer not in front
        for step in first.steps:
            assert step.name in back
            assert step.value in back


def test_both_sides_carry_the_same_table_and_key(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    card = learner.note("kv-cache-memory").cards()[0]
    sides = (card.render_output().question_text, card.render_output().answer_text)
    hidden = [re.findall(r"<pre hidden.*?</pre>", side, flags=re.DOTALL) for side in sides]
    assert hidden[0] == hidden[1]
    table = json.loads(html.unescape(re.sub(r"<[^>]*>", "", hidden[0][1])))
    assert len(table["rows"]) == len(TABLES[1])
    assert all(len(row) == len(table["rows"][0]) for row in table["rows"])
    assert [row[0] for row in table["key"]] == [number_key(filled).value for filled in TABLES[1]]
    assert 'id="answer"' in sides[1]
    assert 'id="answer"' not in sides[0]


def test_the_browser_shows_number_title_and_words_instead_of_the_card(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    rendered = learner.note("kv-cache-memory").cards()[0].render_output(browser=True)
    assert text_of(rendered.question_text).startswith("8.1 KV-cache memory: A decoder with 32 layers")
    assert text_of(rendered.answer_text) == TABLES[1][0].answer
    assert "<script" not in rendered.question_text + rendered.answer_text


def test_notes_can_be_found_by_tags_without_spaces(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    assert set(learner.note("kv-cache-memory").tags) == {
        "machine-learning",
        "sample::08-language-models",
        "sample::by-heart",
        "sample::memory",
        "sample::type::derive",
    }


def test_fields_for_the_learner_and_for_later_are_there_and_empty(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    note = learner.note("bound")
    assert [note[name] for name in ("Notes", "Reserved 2", "Reserved 3")] == ["", "", ""]
    assert (note["Source"], note["Licence"]) == ("A lecture &amp; its notes", "CC-BY-4.0")


def test_the_browser_sorts_by_title(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    titles = learner.col.db.list("SELECT sfld FROM notes") if learner.col.db else []
    assert set(titles) == {exercise.title for exercise in DECK.exercises}


def test_the_preset_travels_along_and_is_used_by_every_deck(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    used = [learner.col.decks.config_dict_for_deck_id(deck.id) for deck in learner.col.decks.all_names_and_ids(True)]  # type: ignore[arg-type]
    assert [preset["name"] for preset in used] == ["Drillbook"] * 3
    preset = used[0]
    assert (preset["new"]["perDay"], preset["new"]["delays"]) == (3, [10.0])
    assert preset["maxTaken"] == 300
    assert preset["lapse"]["leechAction"] == 1  # tag only


def test_the_first_card_takes_one_step_of_ten_minutes(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    learner.study("Small Machines", 3)
    assert learner.note("stored-size").cards()[0].ivl == 1  # one good answer, and it comes back tomorrow


def test_descriptions_carry_the_prose_of_deck_and_chapter(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    described = {name: learner.col.decks.by_name(name) for name in HEADINGS}
    parent, _, chapter = (deck["desc"] if deck else "" for deck in described.values())
    assert "<strong>small</strong> machines" in parent
    assert "CC-BY-4.0" in parent
    assert "A lecture &amp; its notes" in parent
    assert "<em>remember</em>" in chapter
    assert "cache = 2 × L × G" in chapter
    assert "<b>G</b>: KV heads" in chapter
    assert "MB is not MiB." in chapter


def test_a_picture_is_imported_under_a_name_of_its_content(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    (name,) = re.findall(r'src="([^"]+)"', learner.note("stored-size")["Figure"])
    assert re.fullmatch(r"_drillbook_[0-9a-f]{16}\.png", name)
    figure = DECK.exercises[0].figure
    assert figure is not None
    assert (learner.folder / "collection.media" / name).read_bytes() == figure.data
    assert 'alt="Weights &quot;as stored&quot; &amp; in use"' in learner.note("stored-size")["Figure"]


def test_nothing_in_a_text_makes_anki_act(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    rendered = learner.note("bound").cards()[0].render_output()
    assert rendered.question_av_tags == []
    assert "[sound:x.mp3]" in text_of(rendered.question_text)


def test_latex_reaches_mathjax(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    assert r"\(\frac{1}{x} &lt; 3\)" in learner.note("bound").cards()[0].render_output().question_text


def test_two_decks_with_the_same_slugs_live_side_by_side(learner: Learner) -> None:
    learner.take(DECK, TABLES)
    learner.take(replace(DECK, id="fork-1234", title="Fork"), TABLES)
    assert learner.col.note_count() == 6
    assert [kind.name for kind in learner.col.models.all_names_and_ids()].count("Drillbook") == 1
    assert len(learner.deck_names()) == 6
