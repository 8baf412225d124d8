"""Numbers as people type them: thousands, decimal commas, powers of ten, fractions.

The policy, of which docs/replies.md has the reasons:

- a point or a comma that occurs once is the decimal one: `13.6`, `13,6`, `0,125`; but a comma with exactly three digits
  behind it, and one to three before it that are not 0, sets thousands apart: `1,234`
- a sign that occurs more than once sets thousands apart, in groups of three: `1,234,567`, `1.234.567`
- of a point and a comma the last is the decimal one: `1,234.5`, `1.234,5`
- spaces of all widths, apostrophes and underscores set thousands apart: `13 600 000`, `1'234`, `1_000.5`
"""

from __future__ import annotations

import re

from compiler.checker.messages import NotRead

# A run of digits with signs between them; groups behind a space have three digits. Each part is read one way only.
NUMERAL = r"(?:[0-9]+(?:[.,'_][0-9]+)*|\.[0-9]+)(?: [0-9]{3}(?![0-9])(?:[.,'_][0-9]+)*)*(?:\.(?![0-9.,]))?"
EXPONENT = r" ?[eE] ?[+-]?[0-9]+"

_SHAPES = re.compile(
    r"""
      (?P<plain>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    | (?P<groups>[1-9][0-9]{0,2}(?:(?P<by>[ '_])[0-9]{3})(?:(?P=by)[0-9]{3})*)(?:[.,](?P<rest>[0-9]+))?
    | (?P<commas>[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<after_commas>[0-9]+))?
    | (?P<points>[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?=,))(?:,(?P<after_points>[0-9]+))?
    | (?P<whole>[0-9]+),(?P<decimals>[0-9]+)
    """,
    re.VERBOSE,
)
_SEPARATORS = str.maketrans("", "", " '_,.")


def decimal(numeral: str) -> str:
    """The numeral as a plain decimal: digits, and a point where it has decimals. Raises NotRead where it is none."""
    found = _SHAPES.fullmatch(numeral.removesuffix("."))
    if found is None:
        raise NotRead("numeral", numeral=numeral)
    if found["plain"]:
        return found["plain"]
    if found["whole"]:
        return f"{found['whole']}.{found['decimals']}"
    grouped = found["groups"] or found["commas"] or found["points"]
    rest = found["rest"] or found["after_commas"] or found["after_points"]
    digits = grouped.translate(_SEPARATORS)
    return f"{digits}.{rest}" if rest else digits


def roles(numeral: str) -> dict[str, str]:
    """What a comma and a point do in a numeral that is one: begin the decimals, or set thousands apart."""
    found = _SHAPES.fullmatch(numeral.removesuffix("."))
    if found is None or not ("," in numeral or "." in numeral):
        return {}
    if found["plain"] or found["whole"]:
        return {"." if found["plain"] else ",": "decimals"}
    thousands = {sign: "thousands" for sign, name in ((",", "commas"), (".", "points")) if found[name]}
    decimals = numeral[-1 - len(found["rest"] or found["after_commas"] or found["after_points"] or "")]
    return thousands | ({decimals: "decimals"} if decimals in ",." else {})


def with_exponent(numeral: str, exponent: str | None = None) -> str:
    """The numeral as a plain decimal with its power of ten, as `1.36e7`. Raises NotRead if float64 cannot hold it."""
    if not exponent:
        return checked(decimal(numeral))
    return checked(decimal(numeral) + exponent.replace(" ", "").replace("+", "").lower())


def checked(number: str) -> str:
    """A decimal with or without an exponent, as it is. Raises NotRead where float64 cannot hold it."""
    value = float(number)
    if value == float("inf"):
        raise NotRead("too-large")
    if value == 0 and any(digit in "123456789" for digit in number.partition("e")[0]):
        raise NotRead("too-small")
    return number


def last_place(numeral: str) -> int:
    """The power of ten of the last digit that was typed: 0 for `14`, -2 for `1.36`, 5 for `1.4e6`."""
    digits, _, exponent = numeral.partition("e")
    _, _, decimals = digits.partition(".")
    return int(exponent or 0) - len(decimals)


def half_a_digit(numeral: str | None) -> float:
    """Half a unit of the last digit that was typed; 0 where no numeral was."""
    return 0.0 if numeral is None else 0.5 * float(f"1e{last_place(numeral)}")
