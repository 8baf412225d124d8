"""How questions, verdicts and derivations look in Discord."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import discord
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, custom_id
from bot.answering.responding import Screen
from bot.messages.markdown import discord_text, plain_text, quoted
from bot.messages.words import count, in_words, say, spoken
from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, Variant, VectorKey, VerdictKind
from compiler.deck import Figure
from scheduler.practice import SIZE_SECONDS, Answered, Closed, Hint, Shelf
from scheduler.rules import Outcome, Streak
from scheduler.store import Kind, Learner, NotThere, Question, Reply, learner, question, replies

GREEN, AMBER, RED, GREY = 0x2E7D32, 0xB26A00, 0xB3261E, 0x5F6368
SIGNS = {VerdictKind.RIGHT: "✅", VerdictKind.AMBIGUOUS: "❓", VerdictKind.UNREADABLE: "🔁", VerdictKind.WRONG: "❌"}
"""Of verdicts that are not among them: near, and not right yet."""
NEAR = "🔶"
MOST_PROMPT, MOST_WORK, MOST_SAID = 2400, 1500, 900
"""How many characters a prompt, a derivation and a paragraph have. Together with the description of a figure and an
insight they stay within the 6,000 that Discord takes of a message's embeds."""
_MOST_ALT_SHOWN, _MOST_VERDICT, _MOST_VERDICT_PUBLIC, _LEAST_SAID = 600, 2200, 1500, 80
_TITLE, _LABEL, _DESCRIPTION, _SHOWN_REPLY, _MOST_ALT = 256, 45, 100, 300, 1024
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Looked:
    """A question as it stands: its learner, and the replies to it."""

    question: Question
    learner: Learner
    replies: tuple[Reply, ...]

    @property
    def tried(self) -> bool:
        """Whether a reply was read."""
        return any(each.verdict.is_attempt for each in self.replies)

    @property
    def disputable(self) -> bool:
        """Whether a reply was not right."""
        return any(each.verdict is not VerdictKind.RIGHT for each in self.replies)


def look(db: Database, number: int, account: str) -> Looked:
    """A question of an account's learner. Raises NotThere, also where it is somebody else's."""
    asked = question(db, number)
    who = learner(db, asked.learner)
    if who.account != account:
        raise NotThere(f"there is no question {number}")
    return Looked(asked, who, tuple(replies(db, number)))


def question_screen(looked: Looked, shelf: Shelf, *said: discord.Embed, sure: bool = False) -> Screen:
    """A question with what was said last, and the buttons that fit. `sure`: giving up is to be confirmed."""
    asked = looked.question
    shelved = shelf.at(asked.place)
    figure = None if shelved is None else shelved.exercise.figure
    embeds = [prompt_embed(asked.variant, _kind(asked), figure, sized=asked.kind is Kind.MAGNITUDE), *said]
    return Screen(embeds=embeds, view=_buttons(looked, sure), files=None if said else pictures(figure))


def prompt_embed(variant: Variant, kind: str | None, figure: Figure | None, *, sized: bool = False) -> discord.Embed:
    """The question itself, with a word on what kind it is. `sized`: only its size is asked."""
    title = f"{variant.number} {variant.title}"
    shown = title if kind is None else f"{title} ({kind})"
    text = discord_text(variant.prompt, MOST_PROMPT)
    if figure is not None:
        text += "\n\n" + say("drill.figure", alt=discord_text(figure.alt, _MOST_ALT_SHOWN))
    if sized:
        text += "\n\n" + say("question.size", seconds=SIZE_SECONDS)
    return discord.Embed(title=_cut(plain_text(shown), _TITLE), description=text)


def pictures(figure: Figure | None) -> list[discord.File]:
    """A figure as a picture, where Discord shows its kind; its description stands in the text in any case."""
    if figure is None or figure.path.suffix not in _PICTURES:
        return []
    return [discord.File(BytesIO(figure.data), f"figure{figure.path.suffix}", description=figure.alt[:_MOST_ALT])]


def verdict_text(answered: Answered, asked: Question, *, public: bool) -> str:
    """What a reply was read as, and what is right or wrong with it. In public nothing tells the answer."""
    verdict = answered.verdict
    lines = [f"**{plain_text(verdict.feedback_in(spoken()))}**"]
    read = verdict.read_in(spoken())
    if read is not None:
        lines.append(say("reply.read", read=quoted(read, _SHOWN_REPLY)))
    if asked.kind is Kind.MAGNITUDE and verdict.right:
        key = "reply.late" if answered.late else "reply.timed"
        lines.append(say(key, seconds=round(answered.seconds), aim=SIZE_SECONDS))
    insight = None if public or not verdict.right else asked.variant.insight
    room = (_MOST_VERDICT_PUBLIC if public else _MOST_VERDICT) - sum(len(line) + 1 for line in lines)
    for further in filter(None, (verdict.note, *verdict.hints, insight)):
        if room < _LEAST_SAID:
            lines.append("…")
            break
        lines.append(discord_text(further, min(MOST_SAID, room)))
        room -= len(lines[-1]) + 1
    return "\n".join(lines)


def sign(kind: VerdictKind) -> str:
    """The sign of a verdict."""
    return SIGNS.get(kind, NEAR)


def answered_embed(answered: Answered, looked: Looked, now: datetime) -> discord.Embed:
    """A verdict for its member alone, with what it counted for."""
    kind = answered.verdict.kind
    shade = GREEN if answered.verdict.right else RED if kind is VerdictKind.WRONG else AMBER
    text = f"{sign(kind)} {verdict_text(answered, looked.question, public=False)}"
    if answered.closed is not None and looked.question.known:
        text += "\n" + say("reply.note_known")
    said = counted(looked.learner, answered.closed, now, answered.streak)
    return discord.Embed(description=f"{text}\n-# {said}", colour=shade)


def derivation_embed(looked: Looked, closed: Closed | None, now: datetime) -> discord.Embed:
    """The derivation; with what the question counted for, where opening it closed it."""
    text = derivation(looked.question.variant)
    if closed is not None:
        text += f"\n-# {counted(looked.learner, closed, now)}"
    return discord.Embed(title=say("question.why"), description=text, colour=GREY)


def derivation(variant: Variant) -> str:
    """The lines of a derivation, and the insight."""
    work = _cut("\n".join(variant.work), MOST_WORK).replace("```", "'''")
    insight = "\n" + discord_text(variant.insight, MOST_SAID) if variant.insight else ""
    return f"```\n{work}\n```{insight}"


def hint_embed(hint: Hint | None) -> discord.Embed:
    """A hint, or that there is none."""
    if hint is None:
        return note_embed(say("reply.no_hint"))
    if hint.shows_step:
        step = _cut(hint.text, MOST_WORK).replace("```", "'''")
        return discord.Embed(description=f"{say('reply.step')}\n```\n{step}\n```", colour=GREY)
    text = f"{count('reply.hint', hint.left)}\n{discord_text(hint.text, MOST_SAID)}"
    return discord.Embed(description=text, colour=GREY)


def note_embed(text: str) -> discord.Embed:
    """Something to be said."""
    return discord.Embed(description=text, colour=GREY)


def counted(
    learner: Learner, closed: Closed | None, now: datetime, streak: Streak | None = None, *, hidden: bool = False
) -> str:
    """What a verdict counted for: the learner's day and zone, and what follows.

    `streak` is how it stands where a reply made the day count though its question is open still; `hidden` leaves out
    how it stands.
    """
    if closed is None:
        still = say("counted.open", day=in_words(learner.day(now)), zone=learner.zone)
        if streak is None:
            return still
        days = [] if hidden else [count("counted.streak", streak.current)]
        return " · ".join((still, say("counted.day"), *days))
    parts = []
    if closed.due is not None:
        parts.append(say("counted.due", day=in_words(closed.due)))
    if not closed.review.finished:
        parts.insert(0, say("counted.nothing"))
    elif closed.due is None:
        parts.append(say("counted.day_only"))
    if closed.streak is not None and not hidden:
        parts.append(count("counted.streak", closed.streak.current))
    day = in_words(closed.review.day)
    return say("counted.closed", day=day, zone=learner.zone, **{"for": " · ".join(parts)})


def reply_modal(looked: Looked) -> discord.ui.Modal:
    """The form for a reply: the question once more, and a field, which holds what could not be read the last time."""
    asked = looked.question
    modal = discord.ui.Modal(
        title=_cut(say("reply.title", number=asked.variant.number), _LABEL), custom_id=custom_id("reply", asked.id)
    )
    modal.add_item(discord.ui.TextDisplay(discord_text(asked.variant.prompt, MOST_PROMPT)))
    last = looked.replies[-1] if looked.replies else None
    default = last.text if last is not None and not last.verdict.is_attempt else None
    field = discord.ui.TextInput[discord.ui.LayoutView](
        style=discord.TextStyle.short, custom_id="reply", default=default, min_length=1, max_length=4000
    )
    how = _cut(way_to_reply(asked.variant.key), _DESCRIPTION)
    modal.add_item(discord.ui.Label(text=_label(asked.variant.key), description=how, component=field))
    modal.stop()  # the client hears of every submission, also after a restart: none is waited for here
    return modal


def _kind(asked: Question) -> str:
    if asked.kind is Kind.DRILL:
        return say("question.own" if asked.own else "question.everybody")
    return say(f"question.{asked.kind.value}")


def _label(key: AnswerKey) -> str:
    label = say("reply.label")
    if isinstance(key, NumberKey) and key.unit is not None:
        label += f" ({key.unit})"
    return _cut(label, _LABEL)


def way_to_reply(key: AnswerKey) -> str:
    """What a reply looks like, by the type of the exercise."""
    match key:
        case NumberKey(unit=None):
            return say("reply.described_plain")
        case NumberKey():
            return say("reply.described")
        case FormulaKey():
            return say("reply.described_formula", symbols=", ".join(key.symbols))
        case DecideKey():
            return say("reply.described_decide", options=" / ".join(option[0] for option in key.options))
        case VectorKey():
            return say("reply.described_parts", first=key.parts[0].label, second=key.parts[1].label)
        case DebugKey():
            return say("reply.described_debug")


def _buttons(looked: Looked, sure: bool) -> discord.ui.View:
    asked, number = looked.question, looked.question.id
    disputed = "question.right_before" if asked.outcome is Outcome.RIGHT else "question.right"
    right = [("right", number, disputed, Style.secondary)] if looked.disputable else []
    following = []
    if asked.session is not None:
        following = [("next", asked.session, "question.next", Style.primary)]
    elif asked.drill is not None:
        following = [("more", asked.drill, "drill.more", Style.primary)]
    if asked.closed is not None:
        return buttons(
            *following,
            ("why", number, "question.why", Style.secondary),
            *right,
            ("zone", 0, "question.zone", Style.secondary),
            *([("stop", asked.session, "question.stop", Style.secondary)] if asked.session is not None else []),
        )
    unread = looked.replies and not looked.replies[-1].verdict.is_attempt
    ending = ("open", "question.solution") if looked.tried else ("open", "question.give_up")
    if sure:
        ending = ("sure", "question.sure")
    return buttons(
        ("reply", number, "question.mend" if unread else "question.reply", Style.primary),
        ("hint", number, "question.hint", Style.secondary),
        (ending[0], number, ending[1], Style.danger),
        *([("skip", number, "question.skip", Style.secondary)] if asked.session is not None else []),
        *right,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
