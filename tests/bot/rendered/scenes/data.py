"""What is a member's own: `/settings`, reminders, `/data`."""

from __future__ import annotations

from tests.bot.daily import tick
from tests.bot.rendered.stage import Stage


async def settings(stage: Stage) -> None:
    """As they are at first, as they are changed, and what they cannot be."""
    ann = stage.ann
    stage.scene("settings", "`/settings` tells how all of it stands.", stage.seen(await stage.slash(ann, "settings")))
    options = {"zone": "Europe/Lisbon", "day-begins": 5, "reminder": "19:30", "daily": 5, "board": "hidden"}
    changed = await stage.slash(ann, "settings", **options)
    stage.scene("settings-changed", "All of it changed at once.", stage.seen(changed))
    wrong = [await stage.slash(ann, "settings", zone="Lisboa"), await stage.slash(ann, "settings", reminder="evening")]
    stage.scene("settings-wrong", "What cannot be read, with what to write.", *map(stage.seen, wrong))
    with stage.german(ann):
        shown = await stage.slash(ann, "settings", board="shown")
        stage.scene("de-settings", "`/settings` in German.", stage.seen(shown))


async def reminder(stage: Stage) -> None:
    """A streak of three days, and a day on which nothing was done by half past seven."""
    it, ann = stage.it, stage.ann
    await stage.schedule()
    await tick(it, hours=1)
    for _ in range(3):
        shown = await it.practice(ann)
        await it.answer(ann, shown, it.right(shown))
        await tick(it, hours=24)
    await stage.slash(ann, "settings", reminder="19:30")
    await it.later(hours=7)
    await stage.remind()
    message = ann.user.dm_channel.history()[-1]
    stage.scene("reminder", "A reminder before a streak breaks, for who asked for it.", stage.seen(message))
    stopped = await stage.press(ann.user, message, "reminder.stop")
    stage.scene("reminder-stopped", "**No more reminders**.", stage.seen(stopped))


async def data(stage: Stage) -> None:
    """All of it as a file, and gone."""
    it, ann = stage.it, stage.ann
    nothing = await stage.slash(ann, "data delete")
    stage.scene("data-nothing", "Of who has never used the bot nothing is stored.", stage.seen(nothing))
    shown = await it.practice(ann)
    await it.answer(ann, shown, it.right(shown))
    exported = await stage.slash(ann, "data export")
    stage.scene("data-export", "`/data export`: all that is stored of a member, as a file.", stage.seen(exported))
    sure = await stage.slash(ann, "data delete")
    sentence = "`/data delete` asks once more, and says what goes, what remains and until when."
    stage.scene("data-delete", sentence, stage.seen(sure))
    with stage.german(ann):
        stage.scene("de-data-delete", "The same in German.", stage.seen(await stage.slash(ann, "data delete")))
    kept = await stage.press(ann, sure, "data.keep")
    stage.scene("data-kept", "Nothing was deleted.", stage.seen(kept))
    gone = await stage.press(ann, await stage.slash(ann, "data delete"), "data.delete")
    stage.scene("data-deleted", "All of it is deleted.", stage.seen(gone))
