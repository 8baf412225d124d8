"""`/practice` from the first question to the summary, and `/streak`."""

from __future__ import annotations

import re

from tests.bot.rendered.stage import Stage


async def practice(stage: Stage) -> None:
    """A session in private."""
    it, ann = stage.it, stage.ann
    shown = await stage.slash(ann, "practice")
    stage.scene("practice", "`/practice` asks in private what is due, then what is new.", stage.seen(shown))
    await it.later(minutes=1)
    shown = await it.answer(ann, shown, it.wrong(shown))
    shown = await it.answer(ann, shown, it.right(shown))
    stage.scene("practice-right", "After each question: the next one, the derivation, or the end.", stage.seen(shown))
    shown = await stage.press(ann, shown, "question.next")
    shown = await it.answer(ann, shown, it.right(shown))
    shown = await stage.press(ann, shown, "question.next")
    skipped = await stage.press(ann, shown, "question.skip")
    ended = await stage.press(ann, await it.answer(ann, skipped, it.right(skipped)), "question.stop")
    stage.scene("practice-summary", "The summary of a session.", stage.seen(ended))


async def types(stage: Stage) -> None:
    """Each type of exercise, and how its reply is asked for."""
    ann = stage.ann
    for kind, sentence in (
        ("formula", "An exercise that asks for a formula."),
        ("decide", "One that asks for a verdict, and for the number that decides it."),
        ("vector", "One that asks for several numbers."),
        ("debug", "One that has a mistake in its lines."),
    ):
        shown = await stage.slash(ann, "practice", type=kind)
        stage.scene(
            f"type-{kind}", sentence, stage.seen(shown), stage.form(await stage.press(ann, shown, "question.reply"))
        )
        await stage.press(ann, shown, "question.skip")


async def refusals(stage: Stage) -> None:
    """What cannot be practised."""
    ann = stage.ann
    shown = [
        await stage.slash(ann, "practice", deck="chemistry"),
        await stage.slash(ann, "practice", chapter=42),
        await stage.slash(ann, "practice", **{"wrong-only": True}),
    ]
    stage.scene("practice-none", "A deck, a chapter and replies that there are none of.", *map(stage.seen, shown))
    offered = await stage.choices(ann, "practice", "chapter", "quant")
    stage.scene("practice-chapters", "Chapters are offered while they are typed.", offered, light=True)


async def streak(stage: Stage) -> None:
    """Two weeks with a gap, and the streak of another member."""
    it, ann, ben = stage.it, stage.ann, stage.ben
    for number in range(18):
        if number != 9:
            shown = await it.practice(ann)
            for _ in range(1 + number % 2):
                shown = await it.answer(ann, shown, it.right(shown))
                shown = await stage.press(ann, shown, "question.next")
        await it.later(days=1)
    sentence = "`/streak`: days in a row, freezes, the year as a picture, and what is mastered."
    stage.scene("streak", sentence, stage.seen(await stage.slash(ann, "streak")), light=True)
    hidden = await stage.press(ann, await stage.slash(ann, "streak"), "streak.hide")
    others = await stage.slash(ben, "streak", member=ann)
    stage.scene(
        "streak-hidden", "Hidden from others, and what another member is told.", stage.seen(hidden), stage.seen(others)
    )


async def directly(stage: Stage) -> None:
    """Practice in direct messages."""
    it, user = stage.it, stage.ann.user
    shown = await stage.slash(user, "practice")
    await user.send_dm(it.right(shown))
    written = user.dm_channel.history()[-2:]
    stage.scene(
        "direct",
        "In direct messages `/practice` works as well, and what is written is a reply.",
        stage.seen(shown, *written),
    )


async def verdicts(stage: Stage) -> None:
    """Verdicts of all further kinds, in direct messages, where each is short."""
    user = stage.ann.user
    shown = await stage.slash(user, "practice", chapter=7, type="derive")
    value = stage.key(shown).value
    near = (f"{value:.2g} KiB".replace("e+0", "e"), f"{value * 10:.4g} KiB", f"{value:.4g} kB", f"{value * 8:.4g} KiB")
    for text in near:
        await user.send_dm(text)
    sentence = "Rounded too far; a power of ten, another unit, and a factor of eight."
    stage.scene("verdicts", sentence, stage.seen(*user.dm_channel.history()[-2 * len(near) :]))
    await stage.press(user, shown, "question.skip")
    shown = await stage.slash(user, "practice", chapter=1, type="vector")
    await user.send_dm(re.sub("L3 = [0-9]+", "L3 = 7", stage.it.right(shown)))
    sentence = "Of several numbers, which ones are right."
    stage.scene("verdict-partly", sentence, stage.seen(*user.dm_channel.history()[-2:]))


async def in_german(stage: Stage) -> None:
    """The same in German."""
    it, ann = stage.it, stage.ann
    with stage.german(ann):
        shown = await stage.slash(ann, "practice")
        stage.scene("de-practice", "`/practice` in German.", stage.seen(shown))
        shown = await it.answer(ann, shown, it.right(shown))
        ended = await stage.press(ann, shown, "question.stop")
        stage.scene("de-summary", "The summary in German.", stage.seen(ended))
        stage.scene("de-streak", "`/streak` in German.", stage.seen(await stage.slash(ann, "streak")))
