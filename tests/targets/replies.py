"""Replies to a question, made of its answer key: right ones, and wrong ones of every sort."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey, unit_names

UNREADABLE = ("", "3 §", "MB", "((2", "one half")
AMBIGUOUS = ("1/2 3", "5 kb", "10^3 1/2", "3 1/2^2", "1.36×107", "log 5", "2*3/4d")
FACTORS = (1, 10, 1e-3, 8, 1 / 8, 1.024, 1024, 3.3, -1, 1 / 1.048576)


def replies(key: AnswerKey) -> Iterator[str]:
    """Replies to a key, in no order of worth; what becomes of each is for the checker to say."""
    match key:
        case NumberKey():
            yield from _numbers(key)
        case DecideKey():
            for words in key.options:
                yield from (f"{words[0]}, {number}" for number in _numbers(key.number))
            yield key.options[key.right][0]
        case DebugKey():
            for line in range(key.lines + 2):
                yield from (f"line {line}: {number}" for number in _numbers(key.number))
            yield "0"
        case VectorKey():
            right = [_shown(part.number.value, part.number.unit) for part in key.parts]
            yield "; ".join(reversed(right))
            for place, part in enumerate(key.parts):
                for number in _numbers(part.number):
                    yield "; ".join([*right[:place], number, *right[place + 1 :]])
            for together in zip(*(_numbers(part.number) for part in key.parts), strict=False):
                yield "; ".join(together)
        case FormulaKey():
            first, *_, last = key.symbols
            yield from (
                f"{first} + {last}",
                f"{first}*{first}/{last}",
                "3.5",
                f"{first}§",
                f"1/2{first}",
                f"{first} MB",
            )
    yield from (*UNREADABLE, *AMBIGUOUS)


def _numbers(key: NumberKey) -> Iterator[str]:
    for factor in FACTORS:
        yield _shown(key.value * factor, key.unit)
    yield from (f"{key.value:.{digits}g}" for digits in (1, 2, 3))
    values = [each.value for each in key.mistakes] + [each.value for each in key.accept]
    yield from (_shown(value, key.unit) for value in values)
    yield from (_shown(each.value, None) for each in key.rounded)
    others = [unit for unit in ("MB", "kB", "%", "s", "params") if unit in unit_names() and unit != key.unit]
    yield from (_shown(key.value, unit) for unit in others)
    yield from (*UNREADABLE[1:], *AMBIGUOUS)


def _shown(value: float, unit: str | None) -> str:
    return f"{value:.15g}" if unit is None else f"{value:.15g} {unit}"
