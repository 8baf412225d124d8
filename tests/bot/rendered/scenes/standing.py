"""How a member stands: `/today`, `/progress`, `/leaderboard`."""

from __future__ import annotations

from tests.bot.daily import tick, wrong_for
from tests.bot.rendered.stage import Stage


async def today(stage: Stage) -> None:
    """Before a drill, after a wrong reply, and after a right one."""
    it, ann = stage.it, stage.ann
    await stage.schedule()
    none = await stage.slash(ann, "today")
    stage.scene("today-none", "`/today` before the drill has come.", stage.seen(none))
    await tick(it, hours=1)
    message = stage.last("own")
    await stage.reply(ann, wrong_for(it, message), message)
    shown = await stage.slash(ann, "today")
    sentence = "`/today`: the drill once more, how the member stands with it, and with the day."
    stage.scene("today", sentence, stage.seen(shown))
    with stage.german(ann):
        stage.scene("de-today", "`/today` in German.", stage.seen(await stage.slash(ann, "today")))


async def chapters(stage: Stage) -> None:
    """Some days of practice."""
    it, ann = stage.it, stage.ann
    for _ in range(12):
        shown = await it.practice(ann)
        for _ in range(3):
            if "question.reply" not in stage.keys(shown):
                break
            shown = await it.answer(ann, shown, it.right(shown))
            shown = await stage.press(ann, shown, "question.next")
        await it.later(days=1)
    progress = await stage.slash(ann, "progress")
    stage.scene("progress", "`/progress`: chapter by chapter, and what is due.", stage.seen(progress))
    with stage.german(ann):
        stage.scene("de-progress", "`/progress` in German.", stage.seen(await stage.slash(ann, "progress")))


async def board(stage: Stage) -> None:
    """A board of four, of whom one hides."""
    it, ann, ben, olga = stage.it, stage.ann, stage.ben, stage.olga
    carl, dora = stage.members("carl", "dora")
    await stage.schedule()
    nobody = await stage.slash(ben, "leaderboard")
    stage.scene("board-nobody", "A board that nobody is on yet.", stage.seen(nobody))
    await tick(it, hours=1)
    for day in range(3):
        message = stage.last("own")
        await stage.reply(ann, stage.right(message), message)
        await stage.reply(ben, stage.right(message) if day else wrong_for(it, message), message)
        if day != 1:
            await stage.reply(carl, wrong_for(it, message), message)
        await tick(it, hours=24)
    await stage.reply(dora, stage.right(stage.last("own")), stage.last("own"))
    shown = await stage.slash(ben, "leaderboard")
    stage.scene("board", "`/leaderboard` in private: points of this week, and two buttons.", stage.seen(shown))
    public = await stage.press(ben, shown, "board.show")
    stage.scene("board-shown", "**Show to everybody** posts it in the channel.", stage.seen(public))
    mine = await stage.slash(dora, "leaderboard", period="all")
    hidden = await stage.press(dora, mine, "board.hide")
    again = await stage.slash(dora, "leaderboard", period="all")
    stage.scene(
        "board-hidden",
        "Who hides is on no board, and sees how they stand all the same.",
        stage.seen(hidden),
        stage.seen(again),
    )
    taking_part = await stage.slash(olga, "leaderboard", participation=True)
    stage.scene("participation", "For organisers: who takes part in the drills.", stage.seen(taking_part))
