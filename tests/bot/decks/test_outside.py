"""Decks that travel: files up and down over the wire, proved in processes of their own, and a bot killed in between."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from bot.bounded import MEBIBYTE
from bot.decks import proving
from tests.bot.outside import Class, outside, play
from tests.bot.packed import BROKEN, CHANGED, at_once, ours
from tests.bot.wire import Interaction, Message, User
from tests.scheduler.practice.samples import FIRST
from tests.targets.anki.learner import Learner as Anki

HERE, EASY = "is here now", 4
SLOW = """\
    title: Sum
    type: derive
    given: [{name: a, from: 1, to: 140, step: 1}, {name: b, from: 1, to: 140, step: 1}]
    ask: What is {a} + {b}?
    work: {both: a + b}
    answer: {is: both, tolerance: 1%}
"""


def sent(of: Class, data: bytes, name: str = "ours.zip") -> Interaction:
    """An organiser's `/deck add`."""
    return of.fake.command(of.organiser, of.channel, "deck add", {"file": of.fake.upload(name, data)})


async def answered(of: Class, asked: Interaction) -> Message:
    """What was said to it in the end."""
    (said,) = await asked.said(1, 30)
    return said


async def taken(of: Class, who: User, **options: str) -> dict[str, bytes]:
    """The files of `/deck get`."""
    said = await answered(of, of.fake.command(who, of.channel, "deck get", {"deck": "ours", **options}))
    return said.files


def test_a_deck_goes_up_and_its_files_come_down(tmp_path: Path) -> None:
    async def act(of: Class) -> None:
        async with of.bot() as bot:
            first, second = sent(of, ours()), sent(of, ours())
            await of.fake.until(lambda: first.acknowledged and second.acknowledged)
            said = {(await answered(of, each)).content for each in (first, second)}
            assert any(HERE in each for each in said) and any("just being looked at" in each for each in said)
            found = await taken(of, of.ada)
            assert sorted(found) == ["ours-sheet.html", "ours.apkg", "ours.html"]
            assert found["ours.apkg"].startswith(b"PK") and b"Twice" in found["ours.html"]
            refused = await answered(of, sent(of, ours(BROKEN)))
            assert "titel: Half" in refused.content and refused.ephemeral
            assert [deck.name for deck in bot.desk.shelf.decks] == ["sums", "ours"]

    play(tmp_path, act)


def test_an_update_in_discord_is_one_in_anki_and_progress_stays(tmp_path: Path) -> None:
    learner = Anki(tmp_path)

    async def act(of: Class) -> None:
        async with of.bot():
            for is_first, data in ((True, ours()), (False, ours(CHANGED))):
                await answered(of, sent(of, data))
                learner.take_package((await taken(of, of.ada, **{"as": "anki"}))["ours.apkg"])
                if is_first:
                    assert "What is half" in asked() and "What is twice" in asked("twice")
                    for _ in range(2):
                        learner.study("Ours::01 First", EASY)

    def asked(slug: str = "half") -> str:
        return " ".join(learner.note(slug).fields)

    with at_once():
        play(tmp_path, act)
    assert "How much is half" in asked() and "What is half" not in asked() and "What is twice" in asked("twice")
    cards = [learner.col.get_card(number) for number in learner.col.find_cards("")]
    learner.col.close()
    assert sorted(card.reps for card in cards) == [0, 1, 1] and max(card.ivl for card in cards) > 1


def test_a_bot_that_is_killed_in_between_has_the_last_good_version(tmp_path: Path) -> None:
    with outside(tmp_path) as of:
        with of.process() as bot:
            bot.ready()
            first = sent(of, ours())
            of.fake.wait(lambda: first.messages, 30)
        with of.process() as bot:
            bot.ready()
            asked = sent(of, ours(CHANGED))
            of.fake.wait(lambda: asked.acknowledged or any((tmp_path / "groups").rglob(".new.*")), 10)
            bot.kill()
        assert not asked.answered
        with of.process() as bot:
            bot.ready()
            room = tmp_path / "groups" / f"discord-{of.guild.id}"
            assert [path.name for path in room.iterdir()] == ["ours"]
            assert "What is half" in (room / "ours" / "01-first.yaml").read_text("utf-8")
            again = sent(of, ours(CHANGED))
            of.fake.wait(lambda: again.messages, 30)
            assert "0 new, 1 changed" in again.messages[0].content


def test_a_deck_that_would_take_all_day_or_all_memory_is_stopped(tmp_path: Path) -> None:
    many = "".join(f"  slow-{number}:\n{SLOW}" for number in range(150))

    async def act(of: Class) -> None:
        async with of.bot() as bot:
            with patch.object(proving, "SECONDS", 1):
                said = await answered(of, sent(of, ours(FIRST + many)))
            assert "more than 1 seconds of work" in said.content
            with patch.object(proving, "MEMORY", 100 * MEBIBYTE):
                said = await answered(of, sent(of, ours()))
            assert "I cannot look at this deck now" in said.content
            assert [deck.name for deck in bot.desk.shelf.decks] == ["sums"]
        assert list((tmp_path / "groups").iterdir()) == []

    play(tmp_path, act)
