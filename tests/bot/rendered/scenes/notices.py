"""What a schedule posts beside its drills: the digest of a week, and the question whether to slow down."""

from __future__ import annotations

from tests.bot.daily import by_bot, tick, wrong_for
from tests.bot.rendered.stage import Stage


async def digest(stage: Stage) -> None:
    """A week of drills, and its digest on Monday."""
    it, ann, ben = stage.it, stage.ann, stage.ben
    carl, dora = stage.members("carl", "dora")
    await stage.schedule(digest=True)
    await tick(it, hours=1)
    for day in range(7):
        message = stage.last("own")
        await stage.reply(ann, stage.right(message), message)
        for number, who in enumerate((ben, carl, dora)):
            if (day + number) % 4 == 0:
                await stage.reply(who, wrong_for(it, message), message)
            if (day * number) % 5 != 3:
                await stage.reply(who, stage.right(message), message)
        await tick(it, hours=24)
    (told,) = [each for each in by_bot(it, it.home.channel) if "db.board." in str(stage.ids(each))]
    stage.scene("digest", "The digest of a week, with a picture.", stage.seen(told))


async def quiet(stage: Stage) -> None:
    """Nobody has answered for a week."""
    it = stage.it
    await stage.schedule()
    message = None
    await tick(it, hours=1)
    await stage.reply(stage.ann, "5 MB", stage.last("own"))
    for _ in range(9):
        await tick(it, hours=24)
    (message,) = [each for each in by_bot(it, it.home.channel) if "db.rest." in str(stage.ids(each))]
    stage.scene(
        "quiet", "Where nobody has answered for a week, the bot asks once whether to slow down.", stage.seen(message)
    )
    await stage.press(stage.olga, message, "quiet.slower")
    stage.scene("quiet-slower", "An organiser has chosen.", stage.seen(stage.now(message)))
