"""What `drillbook practice` shows: for people in whole sentences, for scripts an object a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from compiler.checker import NumberKey
from compiler.console import counted, heading, plain, print_json, say
from scheduler.practice import SIZE_SECONDS, Answered, Closed, Hint, Shelved
from scheduler.rules import Streak
from scheduler.store import Kind, Learner, Question

HELP = """\
/hint       a hint; after the author's own, the next step of the derivation
/solution   the derivation, after a try; without a try you give up
/why        the derivation, once the question is closed
/skip       leave this one for another time
/right      "I think I was right": keeps your last reply for a second look
/quit       stop here; the question waits for you
/help       this list
A reply may be a calculation: 3.4e6*32/8 B. An empty line does nothing."""
_HANG = " " * 12
_WHY = {
    Kind.DUE: "due",
    Kind.NEW: "new",
    Kind.AGAIN: "once more",
    Kind.EXTRA: "extra round",
    Kind.MAGNITUDE: "extra round, order of magnitude",
    Kind.DRILL: "drill",
}


class Face(Protocol):
    """What a practice session says."""

    def question(self, asked: Question, shelved: Shelved | None, resumed: bool) -> None: ...

    def answered(self, asked: Question, answer: Answered) -> None: ...

    def hint(self, hint: Hint | None) -> None: ...

    def closed(self, learner: Learner, asked: Question, closed: Closed) -> None: ...

    def derivation(self, asked: Question) -> None: ...

    def note(self, text: str) -> None: ...

    def help(self) -> None: ...

    def summary(self, results: Sequence[Closed], streak: Streak, due_next: date | None, waiting: bool) -> None: ...


class Words:
    """The face for people."""

    def question(self, asked: Question, shelved: Shelved | None, resumed: bool) -> None:
        variant = asked.variant
        say()
        heading(f"{variant.number} {variant.title} ({'where you left off' if resumed else _WHY[asked.kind]})")
        say(f"\n{plain(variant.prompt)}\n")
        if shelved is not None and shelved.exercise.figure is not None:
            say(f"Figure: {shelved.exercise.figure.alt}\n")
        if asked.kind is Kind.MAGNITUDE:
            say(f"Only its size is asked: from half to double counts. Aim at {SIZE_SECONDS} seconds.\n")

    def answered(self, asked: Question, answer: Answered) -> None:
        verdict = answer.verdict
        if verdict.read is not None:
            say(f"read as {verdict.read}")
        timed = ""
        if asked.kind is Kind.MAGNITUDE and verdict.right:
            timed = f" In {answer.seconds:.0f} s{f'; {SIZE_SECONDS} are the aim' if answer.late else ''}."
        heading(verdict.feedback + timed)
        for further in (verdict.note, *verdict.hints):
            if further:
                say(plain(further))

    def hint(self, hint: Hint | None) -> None:
        if hint is None:
            say("There is no further hint; /solution shows the derivation.")
        elif hint.shows_step:
            say(f"step: {hint.text}", hang="      ")
        else:
            say(f"hint: {plain(hint.text)}", hang="      ")

    def closed(self, learner: Learner, asked: Question, closed: Closed) -> None:
        if closed.review.quality < 2:
            self.derivation(asked)
        elif asked.variant.insight:
            say(f"\n{plain(asked.variant.insight)}\n")
        said = [f"{in_words(closed.review.day)}, {learner.zone}"]
        if closed.due is not None:
            said.append(f"asked again on {in_words(closed.due)}")
        else:
            said.append("no interval changes")
        if closed.streak is not None:
            said.append(f"streak: {counted(closed.streak.current, 'day')}")
        say(" · ".join(said))

    def derivation(self, asked: Question) -> None:
        say()
        for line in asked.variant.work:
            say(line, "    ", "        ")
        if asked.variant.insight:
            say(f"\n{plain(asked.variant.insight)}")
        say()

    def note(self, text: str) -> None:
        say(text)

    def help(self) -> None:
        for line in HELP.splitlines():
            say(line, hang=_HANG if line.startswith("/") else "")

    def summary(self, results: Sequence[Closed], streak: Streak, due_next: date | None, waiting: bool) -> None:
        say()
        if results:
            first = sum(each.review.first_try for each in results)
            right = sum(each.review.quality >= 2 for each in results)
            heading(f"{counted(len(results), 'question')}: {right} right, {first} of them at the first try")
        kept = "" if streak.today else " (one exercise today keeps it)" if streak.current else ""
        say(f"streak: {counted(streak.current, 'day')}{kept}, best {streak.best}, freezes {streak.freezes}")
        if waiting:
            say("The question waits: the same command goes on with it, with the same numbers.")
        elif due_next is not None:
            say(f"next due: {in_words(due_next)}")


class Lines:
    """The face for scripts."""

    def question(self, asked: Question, shelved: Shelved | None, resumed: bool) -> None:
        variant = asked.variant
        unit = variant.key.unit if isinstance(variant.key, NumberKey) else None
        figure = None if shelved is None or shelved.exercise.figure is None else shelved.exercise.figure.alt
        print_json(
            {
                "kind": "question",
                "question": asked.id,
                "why": asked.kind.value,
                "resumed": resumed,
                "deck": variant.deck,
                "exercise": variant.exercise,
                "number": variant.number,
                "title": variant.title,
                "type": variant.type,
                "seed": variant.seed,
                "prompt": variant.prompt,
                "unit": unit,
                "figure": figure,
            }
        )

    def answered(self, asked: Question, answer: Answered) -> None:
        verdict = answer.verdict
        print_json(
            {
                "kind": "verdict",
                "question": asked.id,
                "reply": answer.reply.text,
                "verdict": verdict.kind.value,
                "right": verdict.right,
                "read": verdict.read,
                "feedback": verdict.text,
                "seconds": round(answer.seconds, 3),
                "late": answer.late,
            }
        )

    def hint(self, hint: Hint | None) -> None:
        known: dict[str, object] = {"text": None, "step": False, "left": 0}
        if hint is not None:
            known = {"text": hint.text, "step": hint.shows_step, "left": hint.left}
        print_json({"kind": "hint", **known})

    def closed(self, learner: Learner, asked: Question, closed: Closed) -> None:
        review = closed.review
        print_json(
            {
                "kind": "review",
                "question": asked.id,
                "quality": review.quality,
                "first_try": review.first_try,
                "day": review.day.isoformat(),
                "zone": learner.zone,
                "finished": review.finished,
                "scheduled": review.scheduled,
                "due": None if closed.due is None else closed.due.isoformat(),
                "work": list(asked.variant.work),
                "insight": asked.variant.insight,
            }
        )

    def derivation(self, asked: Question) -> None:
        print_json({"kind": "derivation", "question": asked.id, "work": list(asked.variant.work)})

    def note(self, text: str) -> None:
        print_json({"kind": "note", "text": text})

    def help(self) -> None:
        self.note(HELP)

    def summary(self, results: Sequence[Closed], streak: Streak, due_next: date | None, waiting: bool) -> None:
        print_json(
            {
                "kind": "summary",
                "questions": len(results),
                "right": sum(each.review.quality >= 2 for each in results),
                "first_try": sum(each.review.first_try for each in results),
                "streak": streak.current,
                "best": streak.best,
                "freezes": streak.freezes,
                "due": None if due_next is None else due_next.isoformat(),
                "waiting": waiting,
            }
        )


def in_words(day: date) -> str:
    """A day as people say it: Wed 25 November."""
    return f"{day:%a} {day.day} {day:%B}"
