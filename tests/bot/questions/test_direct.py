"""Direct messages: practice, and what a member writes is the reply."""

from __future__ import annotations

from bot.limits import Limiter
from bot.messages.words import say
from scheduler.store import Kind, replies
from tests.bot.played import Played, heard, plays


@plays
async def test_what_is_written_is_the_reply_to_what_waits(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    await user.send_dm(it.wrong(shown))
    assert "❌" in heard(user)[-1] or "🔶" in heard(user)[-1]
    assert heard(user)[-1].endswith("Mon 4 May, Europe/Berlin · open still")
    await user.send_dm(it.right(shown))
    assert "✅" in heard(user)[-1]
    assert "streak: 1 day" in heard(user)[-1]
    last = user.dm_channel.last_message
    assert last is not None
    following = await it.press(user, last, "Next question")
    assert following.message.embeds[0].title == "1.2 Half (new)"


@plays
async def test_a_message_where_nothing_waits_is_told_how_to_begin(it: Played) -> None:
    user = it.env.create_user("dan")
    await user.send_dm("hello")
    assert heard(user) == [say("practice.direct")]
    assert it.read(lambda db: db.execute("SELECT count(*) FROM learners").fetchone()[0]) == 0
    shown = await it.practice(user)
    await user.send_dm(it.right(shown))
    await user.send_dm("5")
    assert heard(user)[-1] == say("practice.direct")


@plays
async def test_buttons_and_forms_work_as_in_a_server(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    shown = await it.press(user, shown, "Hint")
    assert "Square it first." in shown.said
    shown = await it.answer(user, shown, "??")
    form = await it.press(user, shown, "Mend my reply")
    assert form.field["value"] == "??"
    shown = await it.fill(user, form, it.right(shown))
    assert "✅" in shown.said
    await it.restarted()
    form = await it.press(user, shown, "Change zone")
    assert "Asia/Tokyo" in (await it.fill(user, form, "Asia/Tokyo")).text


@plays
async def test_the_buttons_of_an_answer_bring_the_question_back(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    await user.send_dm(it.wrong(shown))
    last = user.dm_channel.last_message
    assert last is not None
    await it.restarted()
    told = await it.press(user, last, "Hint")
    assert "What is twice the square of" in told.text
    assert "Square it first." in told.text


@plays
async def test_a_question_of_a_server_is_answered_directly_too(it: Played) -> None:
    shown = await it.practice(it.ann)
    await it.ann.user.send_dm(it.right(shown))
    assert "✅" in heard(it.ann.user)[-1]
    stale = await it.press(it.ann, shown, "Hint")
    assert "has closed already" in stale.said


@plays
async def test_one_learner_in_a_server_and_directly(it: Played) -> None:
    first = await it.practice(it.ann)
    second = await it.practice(it.ann.user)
    assert first.number == second.number
    assert it.read(lambda db: db.execute("SELECT count(*) FROM learners").fetchone()[0]) == 1


@plays
async def test_a_message_without_text_costs_nothing(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    picture = it.env.backend.store_attachments(user.dm_channel.id, [("mine.png", b"a picture")])
    await user.send_dm("", attachments=picture)
    assert "There is no reply here" in heard(user)[-1]
    assert it.question(shown).closed is None
    assert not any(each.verdict.is_attempt for each in it.read(lambda db: replies(db, shown.number)))


@plays
async def test_what_is_written_in_pieces_is_kept_once_each(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    for text in ("1", "2", "3"):
        await user.send_dm(text)
    assert [each.text for each in it.read(lambda db: replies(db, shown.number))] == ["1", "2", "3"]


@plays
async def test_an_edited_message_is_not_graded_again(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    sent = await user.send_dm(it.wrong(shown))
    await user.edit(sent, it.right(shown))
    assert it.question(shown).closed is None


@plays
async def test_the_streak_is_shown_without_a_button_that_hides_it(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.slash(user, "streak")
    assert "dan: 0 days in a row" in shown.text
    assert shown.message.components == []


@plays
async def test_others_are_not_shown_directly(it: Played) -> None:
    await it.practice(it.ann)
    shown = await it.slash(it.ben.user, "streak", member=it.ann.user)
    assert shown.text == say("general.only_groups")


@plays
async def test_who_writes_too_quickly_is_told_once(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    it.desk.limiter = Limiter(burst=1, a_minute=0.001)
    for _ in range(4):
        await user.send_dm("1")
    assert heard(user).count(say("general.slow_down")) == 1
    assert len(it.read(lambda db: replies(db, shown.number))) == 1


@plays
async def test_sizes_are_timed_directly_too(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    while "Reply" in shown.labels:
        shown = await it.press(user, await it.answer(user, shown, it.right(shown)), "Next question")
    shown = await it.press(user, shown, "Extra rounds")
    while it.question(shown).kind is not Kind.MAGNITUDE:
        shown = await it.press(user, await it.answer(user, shown, it.right(shown)), "Next question")
    await it.later(seconds=12)
    await user.send_dm(it.right(shown))
    assert say("reply.late", seconds=12, aim=10) in heard(user)[-1]


@plays
async def test_no_command_for_organisers_is_offered_directly(it: Played) -> None:
    offered = set(it.home.boss.user.available_commands())
    assert offered >= {"practice", "streak", "today", "settings", "data export", "data delete"}
    assert {each.partition(" ")[0] for each in offered}.isdisjoint({"setup", "dispute"})


@plays
async def test_a_reply_is_kept_though_the_user_takes_no_messages_any_more(it: Played) -> None:
    user = it.env.create_user("dan")
    shown = await it.practice(user)
    text = it.right(shown)
    it.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    await user.send_dm(text)
    assert it.question(shown).closed is not None
    await user.send_dm("hello")
