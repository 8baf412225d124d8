"""Nothing that everybody can read tells what is right before the solution does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import cast

import pytest

from bot.messages.words import say
from bot.questions.showing import SIGNS, sign, verdict_text
from compiler.checker import (
    DebugKey,
    DecideKey,
    FormulaKey,
    NumberKey,
    Variant,
    VectorKey,
    Verdict,
    VerdictKind,
    grade,
)
from scheduler.practice import Answered, Choice, Shelf, drawn
from scheduler.store import Kind, Place, Question, Reply
from tests.bot.daily import (
    arranged,
    by_bot,
    drill_at_message,
    public,
    write,
)
from tests.bot.played import Played, plays
from tests.scheduler.practice.samples import tiny


def shelf() -> Shelf:
    return Shelf([tiny()])


def sample(slug: str, seed: int = 1) -> Variant:
    """A variant of an exercise of the small deck."""
    (shelved,) = (each for each in shelf().all if each.place == Place("tiny-for-tests", slug))
    return drawn(Choice(shelved, Kind.DRILL), [], Random(seed))[1]


def said_publicly(variant: Variant, reply: str) -> tuple[Verdict, str]:
    """The verdict on a reply, and the text of the public answer."""
    verdict, now = grade(variant.key, reply), datetime(2026, 5, 4, tzinfo=UTC)
    kept = Reply(1, 1, reply, verdict.kind, now, now.date(), 0, 0)
    asked = cast(Question, type("Asked", (), {"kind": Kind.DRILL, "variant": variant}))
    return verdict, verdict_text(Answered(verdict, kept, None, 3, False), asked, public=True)


def values(variant: Variant) -> list[float]:
    """The numbers that nobody is to be told."""
    match variant.key:
        case NumberKey() as key:
            return [key.value]
        case DecideKey() as key:
            return [key.number.value]
        case VectorKey() as key:
            return [part.number.value for part in key.parts]
        case DebugKey() as key:
            return [key.number.value]
        case FormulaKey():
            return []


def tries(variant: Variant) -> Iterator[str]:
    """Replies that are wrong in all ways that have something said of them."""
    yield from (f"{n} / 3" for n in numbers(variant.prompt))
    yield from ("apples", "3e", "1,234", "", "?", "a + 5 * b", "2a*b^2", "line 1", "yes", "no")
    found = values(variant)
    for value in found:
        for factor in (7.3, 10, 0.1, 1000, 1.024, 1 / 1.024, 8, 1 / 8, 1.02, 0.5, -1, 3, 1 / 3):
            yield f"{value * factor:.8g}"
        yield from (f"{value:.1g}", f"{value:.8g} km", f"{value:.8g} kg")
    match variant.key:
        case DecideKey() as key:
            for name, *_ in key.options:
                yield from (str(name), f"{name}, {found[0] * 7.3:.8g}", f"{name}, {found[0]:.8g}")
        case VectorKey() as key:
            for wrong in range(len(key.parts) + 1):
                found = [part.number.value * (7.3 if n >= wrong else 1) for n, part in enumerate(key.parts)]
                yield "; ".join(f"{p.label} = {value:.8g}" for p, value in zip(key.parts, found, strict=True))
        case DebugKey():
            for line in (1, 2, 3):
                yield from (f"line {line}: {found[0] * 3:.8g}", f"line {line}: {found[0]:.10g}", f"line {line}")
        case NumberKey() | FormulaKey():
            pass


def numbers(text: str) -> set[float]:
    """The numbers of a text, thousands with their spaces."""
    found = re.findall(r"\d(?:[\d\u202f ]*\d)?(?:\.\d+)?", text)
    return {float(re.sub(r"[\u202f ]", "", each)) for each in found}


@pytest.mark.parametrize("slug", ["twice", "half", "twice-mistake", "area", "more", "both"])
def test_a_public_answer_never_tells_what_is_right(slug: str) -> None:
    kinds = set()
    for seed in range(25):
        variant = sample(slug, seed)
        for text in tries(variant):
            verdict, said = said_publicly(variant, text)
            kinds.add(verdict.kind)
            if verdict.right:
                continue
            written = numbers(variant.prompt) | numbers(text)
            own = re.sub(r"^read as .*|\(U\+[0-9A-F]+\)", "", said, flags=re.M)
            for value in values(variant):
                told = [each for each in numbers(own) - written if abs(each - value) <= abs(value) * 0.01]
                assert told == [], (text, said)
            assert not any(line in said for line in variant.work), (text, said)
            if isinstance(variant.key, FormulaKey):
                assert not any(each in own for each in ("2 × a × b", "2ab", "2 * a * b", "area"))
            if isinstance(variant.key, DecideKey):
                wanted = str(variant.key.options[variant.key.right][0])
                body = said.replace("(yes or no)", "")
                assert wanted == "no" or wanted in text or "yes" not in body, (text, said)
            assert len(said) <= 1000
    assert {VerdictKind.UNREADABLE, VerdictKind.WRONG} <= kinds


def test_each_kind_of_verdict_has_its_sign_and_says_how_the_reply_was_read() -> None:
    seen = {}
    for slug in ("twice", "half", "twice-mistake", "area", "more", "both"):
        for text in tries(sample(slug)):
            verdict, said = said_publicly(sample(slug), text)
            seen[verdict.kind] = sign(verdict.kind)
            if verdict.is_attempt:
                assert "read as `" in said
    assert seen[VerdictKind.RIGHT] == "✅" and seen[VerdictKind.WRONG] == "❌"
    assert seen[VerdictKind.AMBIGUOUS] == "❓" and seen[VerdictKind.UNREADABLE] == "🔁"
    assert {sign for kind, sign in seen.items() if kind not in SIGNS} == {"🔶"}
    assert {VerdictKind.MISTAKE, VerdictKind.PARTIAL, VerdictKind.POWER_OF_TEN} <= set(seen)


@plays
async def test_nothing_public_tells_a_right_value_before_the_solution(it: Played) -> None:
    await arranged(it)
    await it.later(hours=1)
    for _ in range(5):
        await it.post()
        message = next(each for each in reversed(by_bot(it, it.home.channel)) if "Drill of" in each.content)
        variant = drill_at_message(it, message).variant
        assert variant is not None
        written = numbers(variant.prompt) | numbers(say("drill.blank"))
        for text in list(tries(variant))[::3]:
            if grade(variant.key, text).right or not text:
                continue
            await write(it, it.ben, text, message)
            written |= numbers(text)
        for each in public(it, it.home):
            body = re.sub(r"<@\d+>|-#.*|read as.*", "", each.content)
            if each.created_at >= message.created_at and "Solution" not in body:
                for value in values(variant):
                    assert not any(abs(n - value) <= abs(value) * 0.01 for n in numbers(body) - written)
                assert not any(line in each.content for line in variant.work)
        await it.later(hours=24)
