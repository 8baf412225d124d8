"""Reading `without`: what a range or the divisors of a name leave out."""

from __future__ import annotations

from fractions import Fraction

from compiler.deck.source import Node, Sequence
from compiler.deck.values import Reader

MAX_GAPS = 64

Gaps = list[tuple[Fraction, Fraction]]
"""The lower and the higher end of each gap; both are left out themselves."""


def left_out(value: Fraction, gaps: Gaps) -> bool:
    """Whether a value lies in a gap."""
    return any(low <= value <= high for low, high in gaps)


def read_gaps(node: Node | None, reader: Reader) -> Gaps | None:
    """The gaps, a single value as one of no width; None when the findings say why not."""
    gaps: Gaps = []
    for each in reader.items(node, "values or [low, high] pairs"):
        ends = list(reader.items(each, "two numbers")) if isinstance(each, Sequence) else [each, each]
        numbers = [number for number in (reader.number(end, "a gap") for end in ends) if number is not None]
        if len(numbers) != 2:
            if len(ends) != 2:
                reader.wrong("D309", each.span, "a gap is a number, or [low, high]")
            return None
        if numbers[0] > numbers[1]:
            reader.wrong("D309", each.span, "a gap reaches from the lower to the higher end")
            return None
        gaps.append((numbers[0], numbers[1]))
    if node is not None and len(gaps) > MAX_GAPS:
        reader.wrong("D105", node.span, f"{len(gaps)} gaps; at most {MAX_GAPS} are read")
        return None
    return gaps
