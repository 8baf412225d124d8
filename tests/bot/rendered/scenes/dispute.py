"""`/dispute`: replies that members think were right, and what they are told."""

from __future__ import annotations

from tests.bot.rendered.stage import Stage


async def dispute(stage: Stage) -> None:
    """Two disputes, of which one is accepted."""
    it, olga = stage.it, stage.olga
    none = await stage.slash(olga, "dispute")
    stage.scene("dispute-none", "No dispute waits.", stage.seen(none))
    message = await stage.drill()
    for who, times in ((stage.ann, 1.02), (stage.ben, 3)):
        asked = await stage.press(who, message, "drill.own")
        shown = await it.answer(who, asked, f"{stage.key(asked).value * times:.3g} MB")
        await stage.press(who, shown, "question.right")
        await it.later(hours=1)
    shown = await stage.slash(olga, "dispute")
    sentence = "`/dispute`: the question, the derivation, the reply, how it was read, and three buttons."
    stage.scene("dispute", sentence, stage.seen(shown))
    shown = await stage.press(olga, shown, "judging.right")
    stage.scene("dispute-next", "One is decided, the next one follows.", stage.seen(shown))
    shown = await stage.press(olga, shown, "judging.wrong")
    stage.scene("dispute-last", "The last one is decided.", stage.seen(shown))
    told = [who.user.dm_channel.history()[-1] for who in (stage.ann, stage.ben)]
    stage.scene("dispute-told", "What the members are told in direct messages.", stage.seen(*told))
