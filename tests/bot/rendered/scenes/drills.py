"""The daily drill, from its post to its solution."""

from __future__ import annotations

from tests.bot.daily import by_bot, right_for, tick, write
from tests.bot.played import Shown
from tests.bot.rendered.stage import Stage

VERDICTS = (
    ("wrong", "A wrong reply, in private: hints and the solution are there, and a second look can be asked for."),
    ("mistake", "A mistake that people often make is known by its value, and gets its hint."),
    ("unreadable", "What cannot be read costs nothing; the form opens again with what was typed."),
    ("ambiguous", "What can be read in two ways is asked about, and costs nothing either."),
    ("right", "Right: what it was read as, the insight, and what it counted for."),
)


async def day(stage: Stage) -> None:
    """A drill, replies to it in the channel, and its solution on the next day."""
    it, ann, ben = stage.it, stage.ann, stage.ben
    carl, dora = stage.members("carl", "dora")
    role = it.home.guild.create_role("learners", mentionable=True)
    message = await stage.drill(role=role)
    stage.scene(
        "drill", "The drill of a day as it is posted, with the role that its schedule pings.", stage.seen(message)
    )
    key = stage.key(message)
    mistaken = f"{key.mistakes[0].value:.4g} MB"
    replies = [await stage.reply(ben, mistaken, message), await stage.reply(ann, f"{key.value:.4g} MB", message)]
    sentence = (
        "Each reply is answered in the drill's thread: how it was read, what is wrong with it, what it counted for. "
        "Nothing there tells the answer."
    )
    stage.scene("drill-thread", sentence, stage.thread())
    await stage.reply(carl, f"{key.value + 0.05:.1f} MB", message)
    await stage.reply(dora, "a lot", message)
    await stage.reply(dora, f"{key.value * 1000:.6g} kB", message)
    stage.scene(
        "drill-thread-later",
        "A step that was rounded too early, a reply that is no number, and one in another unit.",
        stage.thread()[-3:],
    )
    await stage.reply(ben, mistaken, message)
    await it.post()
    sentence = "A while later: the line above the drill tells how many are done, and each reply has its sign."
    stage.scene("drill-replies", sentence, stage.seen(stage.now(message), *map(stage.now, replies)))
    again = await write(it, ann, "5.85 MB", message)
    await write(it, ben, "5.85 MB", message, ping=False)
    told, (blank, _) = by_bot(it, it.home.channel)[-2:], it.home.channel.history()[-2:]
    sentence = "Who has answered already is told so; and of a reply with the @ left off the bot does not get the text."
    stage.scene("drill-told", sentence, stage.seen(again, told[0], blank, told[1]))
    await tick(it, hours=24)
    solution = stage.last("more")
    stage.scene(
        "solution", "The next day the solution follows under a spoiler, with how it went.", stage.seen(solution)
    )
    stage.scene("solution-open", "The same, with its spoilers opened.", stage.seen(solution), opened=True)
    late = await write(it, dora, "5.85 MB", message)
    stage.scene("drill-over", "A reply to a drill that is over.", stage.seen(late, by_bot(it, it.home.channel)[-1]))


async def own_numbers(stage: Stage) -> None:
    """Numbers of one's own, in private: the form, all kinds of verdicts, hints and the derivation."""
    it, ann = stage.it, stage.ann
    message = await stage.drill()
    asked = await stage.press(ann, message, "drill.own")
    sentence = "**My own numbers** gives the same exercise with other numbers, which only the member sees."
    stage.scene("own", sentence, stage.seen(asked))
    key = stage.key(asked)
    typed = {
        "wrong": f"{key.value * 1.37:.4g} MB",
        "mistake": f"{key.mistakes[0].value:.4g} MB",
        "unreadable": "about four",
        "ambiguous": "1 200/400 MB",
        "right": f"{key.value * 8:.8g}e6/8 B",
    }
    form = await stage.press(ann, asked, "question.reply")
    stage.scene("form", "**Reply** opens a form, with the question once more.", stage.form(form, reply=typed["right"]))
    shown = asked
    for name, sentence in VERDICTS:
        await it.later(minutes=1)
        shown = await it.answer(ann, asked if name == "wrong" else shown, typed[name])
        stage.scene(f"verdict-{name}", sentence, stage.seen(shown), light=name == "mistake")
        if name == "mistake":
            kept = await stage.press(ann, shown, "question.right")
            stage.scene("kept", "**I think I was right** keeps the reply for a second look.", stage.seen(kept))
    shown = await stage.press(ann, shown, "question.why")
    stage.scene("derivation", "The derivation, with the member's own numbers.", stage.seen(shown))
    form = await stage.press(ann, shown, "question.zone")
    stage.scene("zone", "**Change zone** sets on which day a reply counts.", stage.form(form, zone="Asia/Tokyo"))
    await _zones(stage, shown)


async def _zones(stage: Stage, shown: Shown) -> None:
    it, ann = stage.it, stage.ann
    chosen = [
        await it.fill(ann, await stage.press(ann, shown, "question.zone"), text)
        for text in ("Asia/Tokio", "Asia/Tokyo")
    ]
    stage.scene(
        "zone-chosen", "A name that is none, with the one that is near; and what was chosen.", stage.seen(*chosen)
    )


async def hints(stage: Stage) -> None:
    """Hints one after the other, and giving up."""
    ben = stage.ben
    asked = await stage.press(ben, await stage.drill(), "drill.own")
    hinted = await stage.press(ben, asked, "question.hint")
    stage.scene("hint", "A hint, and how many more there are.", stage.seen(hinted))
    sure = await stage.press(ben, hinted, "question.give_up")
    stage.scene("give-up", "Who has not tried is asked whether that is meant.", stage.seen(sure))
    ended = await stage.press(ben, sure, "question.sure")
    stage.scene("given-up", "The solution was opened without a try: it counts as not known.", stage.seen(ended))


async def in_private(stage: Stage) -> None:
    """A group that answers in private."""
    message = await stage.drill(mode="private")
    await stage.reply(stage.ann, right_for(stage.it, message), message)
    told = by_bot(stage.it, stage.it.home.channel)[-1]
    sentence = "The drill of a group that answers in private, and what a public reply to it is told."
    stage.scene("drill-private", sentence, stage.seen(message, told), light=True)


async def in_german(stage: Stage) -> None:
    """The same for a group that speaks German."""
    it, ann, ben = stage.it, stage.ann, stage.ben
    with stage.german(ann, ben, stage.olga):
        message = await stage.drill()
        stage.scene(
            "de-drill", "A drill of a schedule in German; the deck speaks its own language.", stage.seen(message)
        )
        asked = await stage.press(ann, message, "drill.own")
        key = stage.key(asked)
        form = await stage.press(ann, asked, "question.reply")
        stage.scene("de-form", "The form in German.", stage.form(form, reply=f"{key.value:.4g} MB".replace(".", ",")))
        shown = await it.answer(ann, asked, f"{key.mistakes[0].value:.4g} MB")
        stage.scene("de-mistake", "A known mistake, in German.", stage.seen(shown))
        shown = await it.answer(ann, shown, f"{key.value:.4g} MB")
        stage.scene("de-right", "A right reply, in German.", stage.seen(shown))
        await stage.reply(ben, "12 MB", message)
        stage.scene("de-thread", "An answer in the thread, in German.", stage.thread())
        await tick(it, hours=24)
        stage.scene("de-solution", "The solution in German.", stage.seen(stage.last("more")))
