"""The buttons and forms of a question: what they do, whose they are, and that they outlive the process."""

from __future__ import annotations

import pytest

from bot.limits import Limiter
from bot.messages.words import say
from scheduler.rules import Outcome
from scheduler.store import dispute, replies
from tests.bot.played import Played, Shown, Who, plays

MOST_REPLIES = 100
SLUGS = {"derive": "twice", "formula": "area", "decide": "more", "vector": "both", "debug": "twice-mistake"}


def prompt_of(form: Shown) -> str:
    """What a form repeats."""
    return str(next(each["content"] for each in form.form["components"] if each["type"] == 10))


async def tried(it: Played, who: Who) -> Shown:
    """A question with a wrong reply."""
    shown = await it.practice(who)
    return await it.answer(who, shown, it.wrong(shown))


async def closed(it: Played, who: Who) -> Shown:
    """A question that was wrong, then right."""
    shown = await tried(it, who)
    return await it.answer(who, shown, it.right(shown))


@pytest.mark.parametrize("kind", SLUGS)
@plays
async def test_the_form_repeats_the_prompt_and_has_one_field_for_every_type(it: Played, kind: str) -> None:
    shown = await it.practice(it.ann, type=kind)
    assert it.question(shown).place.exercise == SLUGS[kind]
    form = await it.press(it.ann, shown, "Reply")
    assert prompt_of(form) in (shown.message.embeds[0].description or "")
    assert form.field["custom_id"] == "reply"
    assert sum("component" in each for each in form.form["components"]) == 1
    done = await it.fill(it.ann, form, it.right(shown))
    assert done.said.startswith("✅")
    assert done.labels == ["Next question", "Derivation", "Change zone", "Stop here"]


@plays
async def test_the_form_says_how_a_reply_is_written(it: Played) -> None:
    told = {}
    for kind in SLUGS:
        form = await it.press(it.ann, await it.practice(it.ann, type=kind), "Reply")
        told[kind] = next(each["description"] for each in form.form["components"] if "component" in each)
    assert told["derive"] == "A number, or a calculation: 3.4e6*32/8"
    assert told["formula"] == "A formula in a, b"
    assert told["decide"] == "The verdict and the number that decides it: yes / no, then the number"
    for kind in ("vector", "debug"):
        shown = await it.practice(it.ann, type=kind)
        shown = await it.answer(it.ann, shown, told[kind].partition("as in: ")[2])
        assert "read as" in shown.said


@pytest.mark.parametrize("kind", SLUGS)
@plays
async def test_a_wrong_reply_is_told_and_the_question_stays(it: Played, kind: str) -> None:
    shown = await it.practice(it.ann, type=kind)
    shown = await it.answer(it.ann, shown, it.wrong(shown))
    assert shown.said[0] in "❌🔶"
    assert "read as" in shown.said
    assert shown.labels == ["Reply", "Hint", "Solution", "Skip", "I think I was right"]
    assert it.question(shown).closed is None


@plays
async def test_an_unreadable_reply_opens_again_as_it_was_written_and_costs_no_try(it: Played) -> None:
    shown = await it.practice(it.ann)
    shown = await it.answer(it.ann, shown, "what is `this`?? **x")
    assert shown.said.startswith(("🔁", "❓"))
    form = await it.press(it.ann, shown, "Mend my reply")
    assert form.field["value"] == "what is `this`?? **x"
    shown = await it.fill(it.ann, form, it.right(shown))
    assert shown.said.startswith("✅")
    assert "I was right before" in shown.labels


@plays
async def test_a_reply_that_was_read_is_not_put_into_the_form_again(it: Played) -> None:
    form = await it.press(it.ann, await tried(it, it.ann), "Reply")
    assert not form.field.get("value")


@plays
async def test_the_longest_reply_is_graded_and_comes_back(it: Played) -> None:
    shown = await it.answer(it.ann, await it.practice(it.ann), "?" * 4000)
    form = await it.press(it.ann, shown, "Mend my reply")
    assert form.field["value"] == "?" * 4000


@plays
async def test_every_verdict_ends_with_the_day_and_zone_it_counted_for(it: Played) -> None:
    shown = await tried(it, it.ann)
    assert shown.said.endswith("\n-# Mon 4 May, Europe/Berlin · open still")
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert shown.said.endswith("\n-# Mon 4 May, Europe/Berlin · asked again on Tue 5 May · streak: 1 day")
    shown = await it.press(it.ann, shown, "Next question")
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert shown.said.endswith("\n-# Mon 4 May, Europe/Berlin · asked again on Tue 5 May")


@plays
async def test_hints_come_one_after_the_other_and_end(it: Played) -> None:
    shown = await it.practice(it.ann)
    said = []
    for _ in range(4):
        shown = await it.press(it.ann, shown, "Hint")
        said.append(shown.said)
    assert said[0] == "**Hint** (2 more)\nSquare it first."
    assert said[1] == "**Hint** (1 more)\nThen double it."
    assert said[2].startswith("**Step of the derivation**\n```\nsquare = n²")
    assert said[3] == say("reply.no_hint")
    assert shown.labels == ["Reply", "Hint", "Give up", "Skip"]


@plays
async def test_giving_up_without_a_try_is_asked_back(it: Played) -> None:
    shown = await it.press(it.ann, await it.practice(it.ann), "Give up")
    assert shown.said == say("reply.not_tried")
    assert it.question(shown).closed is None
    shown = await it.press(it.ann, shown, "Open it all the same")
    assert it.question(shown).outcome is Outcome.GIVEN_UP
    assert "double = 2 × square" in shown.said
    assert "does not count for the day" in shown.said


@plays
async def test_whoever_thinks_again_replies_all_the_same(it: Played) -> None:
    shown = await it.press(it.ann, await it.practice(it.ann), "Give up")
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert it.question(shown).outcome is Outcome.RIGHT


@plays
async def test_the_solution_opens_after_a_try_and_counts(it: Played) -> None:
    shown = await it.press(it.ann, await tried(it, it.ann), "Solution")
    assert it.question(shown).outcome is Outcome.REVEALED
    assert "streak: 1 day" in shown.said


@plays
async def test_the_derivation_of_a_closed_question_can_be_read(it: Played) -> None:
    shown = await it.press(it.ann, await closed(it, it.ann), "Derivation")
    assert "double = 2 × square" in shown.said


@plays
async def test_what_was_thought_right_is_kept_once(it: Played) -> None:
    shown = await tried(it, it.ann)
    for _ in range(2):
        told = await it.press(it.ann, shown, "I think I was right")
        assert told.private
        assert "Kept for a second look" in told.text
    meant = it.read(lambda db: replies(db, shown.number))[-1]
    assert it.read(lambda db: dispute(db, meant.id)).reply.text == meant.text
    assert it.question(shown).closed is None


@plays
async def test_what_was_thought_right_can_be_told_after_the_end_too(it: Played) -> None:
    told = await it.press(it.ann, await closed(it, it.ann), "I was right before")
    assert "Kept for a second look" in told.text


@plays
async def test_what_is_typed_does_not_act(it: Played) -> None:
    shown = await it.answer(it.ann, await it.practice(it.ann), "5 `x` **y** @everyone <@1> || [a](b)")
    told = await it.press(it.ann, shown, "I think I was right")
    assert "`5 ˋxˋ **y** @everyone <@1> || [a](b)`" in told.text


@pytest.mark.parametrize("label", ["Reply", "Hint", "Solution", "Skip", "I think I was right"])
@plays
async def test_buttons_of_an_open_question_outlive_the_process(it: Played, label: str) -> None:
    shown = await tried(it, it.ann)
    await it.restarted()
    pressed = await it.press(it.ann, shown, label)
    if label == "Reply":
        await it.restarted()
        pressed = await it.fill(it.ann, pressed, it.right(shown))
    assert pressed.messages
    assert say("general.wrong") not in pressed.text


@pytest.mark.parametrize("label", ["Next question", "Derivation", "I was right before", "Change zone", "Stop here"])
@plays
async def test_buttons_of_a_closed_question_outlive_the_process(it: Played, label: str) -> None:
    shown = await closed(it, it.ann)
    await it.restarted()
    pressed = await it.press(it.ann, shown, label)
    if label == "Change zone":
        await it.restarted()
        pressed = await it.fill(it.ann, pressed, "Asia/Tokyo")
    assert pressed.messages
    assert say("general.wrong") not in pressed.text


@plays
async def test_a_form_that_was_open_while_the_question_closed_grades_nothing(it: Played) -> None:
    shown = await it.practice(it.ann)
    reply = it.right(shown)
    form = await it.press(it.ann, shown, "Reply")
    await it.answer(it.ann, shown, reply)
    late = await it.fill(it.ann, form, reply)
    assert "has closed already" in late.said
    assert len(it.read(lambda db: replies(db, shown.number))) == 1


@plays
async def test_a_stale_button_shows_the_question_as_it_stands(it: Played) -> None:
    first = await it.practice(it.ann)
    again = await it.practice(it.ann)
    await it.answer(it.ann, again, it.right(again))
    for label in ("Hint", "Reply"):
        stale = await it.press(it.ann, first, label) if label in first.labels else first
        assert "has closed already" in stale.said
    assert "Next question" in first.labels


@plays
async def test_two_presses_at_once_count_twice_and_break_nothing(it: Played) -> None:
    shown = await it.practice(it.ann)
    await it.at_once(it.ann, shown, "Hint", "Hint")
    assert it.question(shown).nudges == 2
    shown = await it.press(it.ann, await it.practice(it.ann), "Give up")
    await it.at_once(it.ann, shown, "Open it all the same", "Open it all the same")
    assert it.read(lambda db: db.execute("SELECT count(*) FROM reviews").fetchone()[0]) == 1


@plays
async def test_a_question_takes_only_so_many_replies(it: Played) -> None:
    shown = await it.practice(it.ann)
    for _ in range(MOST_REPLIES):
        shown = await it.answer(it.ann, shown, "?")
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert f"has had {MOST_REPLIES} replies" in shown.said
    assert it.question(shown).closed is None
    shown = await it.press(it.ann, shown, "Give up")
    shown = await it.press(it.ann, shown, "Open it all the same")
    assert it.question(shown).closed is not None


@plays
async def test_a_zone_is_chosen_and_counts_from_then_on(it: Played) -> None:
    shown = await closed(it, it.ann)
    form = await it.press(it.ann, shown, "Change zone")
    assert form.field["value"] == "Europe/Berlin"
    told = await it.fill(it.ann, form, " Pacific/Kiritimati ")
    assert told.private
    assert told.text == say("zone.chosen", zone="Pacific/Kiritimati", day="Mon 4 May", hour=4)
    assert it.learner(it.ann).zone == "Pacific/Kiritimati"
    shown = await it.press(it.ann, shown, "Next question")
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert "Pacific/Kiritimati" in shown.said


@pytest.mark.parametrize(
    "named", ["", "   ", "Nowhere", "europe/berlin ", "Europe/Berlni", "../../etc/passwd", "x" * 60, "+02:00"]
)
@plays
async def test_a_zone_that_there_is_not_is_told_and_changes_nothing(it: Played, named: str) -> None:
    shown = await closed(it, it.ann)
    sent = await it.forge_form(it.ann, shown, "db.zone.0", zone=named)
    assert sent.private
    assert say("general.wrong") not in sent.text
    assert it.learner(it.ann).zone == "Europe/Berlin"
    if named == "Europe/Berlni":
        assert "Did you mean Europe/Berlin?" in sent.text


@plays
async def test_the_first_choice_dates_days_anew_and_a_later_one_does_not(it: Played) -> None:
    await it.later(hours=8)
    shown = await closed(it, it.ann)
    told = await it.fill(it.ann, await it.press(it.ann, shown, "Change zone"), "Asia/Tokyo")
    assert told.text == say("zone.chosen", zone="Asia/Tokyo", day="Mon 4 May", hour=4)
    await it.later(hours=3)
    shown = await closed(it, it.ann)
    assert "Tue 5 May, Asia/Tokyo" in shown.said
    told = await it.fill(it.ann, await it.press(it.ann, shown, "Change zone"), "America/Los_Angeles")
    assert told.text == say("zone.changed", zone="America/Los_Angeles", day="Mon 4 May", hour=4)
    assert "stay as they are" in told.text
    days = it.read(lambda db: [day for (day,) in db.execute("SELECT day FROM reviews ORDER BY question")])
    assert days == ["2026-05-04", "2026-05-05"]


@plays
async def test_who_is_too_quick_is_told_so_and_nothing_is_done(it: Played) -> None:
    shown = await it.practice(it.ann)
    it.desk.limiter = Limiter(burst=2, a_minute=0.001)
    for _ in range(2):
        shown = await it.press(it.ann, shown, "Hint")
    told = await it.press(it.ann, shown, "Hint")
    assert told.text == say("general.slow_down")
    assert it.question(shown).nudges == 2
    assert (await it.practice(it.ann)).text == say("general.slow_down")
    assert (await it.practice(it.ben)).labels


@plays
async def test_nothing_is_begun_while_the_bot_is_closing(it: Played) -> None:
    shown = await it.practice(it.ann)
    it.desk.closing = True
    told = await it.press(it.ann, shown, "Hint")
    assert told.text == say("general.closing")
    assert it.question(shown).nudges == 0
