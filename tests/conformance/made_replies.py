"""Replies at random: what people type, what comes near an answer, what a slip of the finger makes of it, and rubbish.

All comes from one `Random`, so that a seed gives the same again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from random import Random

from compiler.checker import (
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    NumberKey,
    UnitError,
    VectorKey,
    convert,
    unit_names,
    units_like,
)
from compiler.checker.units import units
from tests.checker.strategies import FACTS
from tests.conformance.made_keys import FORMULAS, LABELS, SYMBOLS, WORDS, Question, made_value
from tests.conformance.table import ROWS

RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
CHARACTERS = FACTS["characters"]
SPACES = (" ", "\u202f", "\u00a0", "'", "’", "_", "\u2009", "  ")
NAMES = tuple(name for unit in units() for name in unit.names)
FUNCTIONS = tuple(FACTS["functions"])
PRODUCTS = ("*", " * ", "×", " × ", "x", " x ", " X ", "·", " · ", "", " ", "⋅", "∙", " times ", "＊", "✕")
LEADS = (
    "≈ ", "~", "= ", "S = ", "x=", "peak memory = ", "f(d, r) = ", "Size (MB) = ", "Answer: ", "MB: ", "ln e = ", "≈≈ ",
    "×", "x ", "π = ", "time [s] = ", "==", "W =", *(f"{lead} " for lead in FACTS["leads"]),
)  # fmt: skip
ENDS = (".", "..", " ", "\n", "\t", ";", ",", "!", "?", " =", "~", ")", "\u00a0", "…", "\r\n")
PIECES = (
    "per", "per cent", "log", "log2", "log10", "log3", "e", "E", "x", "10", "×10", "e3", "0x1F", "0b1", "+-", "+/-",
    "±", "**", "^", "√", "½", "2⅓", "²", "⁻¹", "⁺²", "()", "[", "]", "%", ";", ",", "\n", "=", "~", ":", "nan", "inf",
    "π", "pi", "\u212a", "ſ", "ı", "İ", "ẞ", "ǆ", "Ω", "μ", "Σ", "ς", "\u200b", "\u202e", "\ufeff", "🙂", "\ud800",
    "\x00", "５", "٣", "𝟗", "①", "Ⅷ", "−", "–", "—", "\u2028", "\x85", "\x1f", "é", "e\u0301", "__proto__",
    "constructor", "toString", "{name}", "<b>", "$1$", "\\frac", "k", "K", "M", "Ki", "million", "Thousand",
    "BILLION", "1 1/2", "1e400", "1e-400", "10^7", "107", "10-7", "10e3", "3.10^8", "0·5", "1,234", "1.234", "1 234",
    "5–6", "10–5", "line 3", "line", "none", "no bug", "- ", "* ", "because", "is", "by", "000",
    "12345678901234567891", "0.1", "1e16", "123456789012345678", "1 12345678901234567890/12345678901234567891",
    " 3/7", " - 2", "fits - ", "b\u0131t", "ΟΔΟΣ",
)  # fmt: skip


def made_reply(rng: Random, question: Question) -> str:
    """One reply to a question."""
    kind = rng.random()
    if kind < 0.5:
        reply = near(rng, question)
        return reply if rng.random() < 0.8 else mutated(rng, reply)
    if kind < 0.65:
        return mutated(rng, rng.choice(ROWS)["reply"]) if rng.random() < 0.75 else str(rng.choice(ROWS)["reply"])
    if kind < 0.95:
        return typed(rng, question.key)
    return rubbish(rng)


# Numbers


def numeral(rng: Random, text: str) -> str:
    """A plain decimal in any notation: thousands set apart, a decimal comma, a power of ten, other digits."""
    whole, point, rest = text.partition(".")
    style = rng.random()
    if "e" not in text:
        if style < 0.12 and point:
            text = f"{whole},{rest}"
        elif style < 0.3 and len(whole) > 3:
            by, mark = rng.choice((*SPACES, ",", ".", ",")), rng.choice(".,")
            text = f"{int(whole):,}".replace(",", by) + (mark + rest if rest else "")
        elif style < 0.36:
            text += rng.choice(("e0", "e3", "E+2", " e-3", "e 06", "e-0"))
    if "e" in text and style < 0.6:
        digits, _, power = text.partition("e")
        raised = rng.choice(
            (f"10^{power}", f"10{power.translate(RAISED)}", f"10**{power}", f"10^({power})", f"10{power}")
        )
        text = digits + rng.choice(("×", " x ", "*", " · ", "·")) + raised
    if rng.random() < 0.04:
        first = ord(rng.choice(CHARACTERS["digits"]))
        text = text.translate({ord("0") + digit: chr(first + digit) for digit in range(10)})
    return text


def plain_number(rng: Random) -> str:
    """A plain decimal, without a sign."""
    kind = rng.random()
    if kind < 0.35:
        return str(rng.choice((0, 1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 32, 60, 64, 100, 200, 256, 1000, 1024, 4096)))
    if kind < 0.55:
        return f"{rng.uniform(0, 10 ** rng.randint(0, 7)):.{rng.randint(0, 4)}f}"
    if kind < 0.75:
        return str(rng.randint(0, 10 ** rng.randint(1, 10)))
    if kind < 0.85:
        return f"{rng.randint(1, 999) / 100:g}e{rng.randint(-12, 12)}"
    if kind < 0.9:
        return f"0.{'0' * rng.randint(0, 6)}{rng.randint(1, 9999)}"
    if kind < 0.93:
        return rng.choice(
            ("007", ".5", "5.", "00.10", "1e308", "9e-324", "1e-307", "0e5", "0.000", "1e15", "999999999999999")
        )
    return repr(abs(made_value(rng)))


def number(rng: Random) -> str:
    """A number in any notation, with or without a suffix."""
    text = numeral(rng, plain_number(rng))
    kind = rng.random()
    if kind < 0.06:
        text += rng.choice(("", " ")) + rng.choice((*FACTS["suffixes"], "K", "m", "Million", "THOUSAND"))
    elif kind < 0.1:
        text = rng.choice(
            ("½", "2½", "1 1/2", "1 3/4", "12 345/678", "3/4", "7/10", "1 200/400", "¾", "2 ⅓", "13 600/8")
        )
    return text


# Expressions


def unit(rng: Random) -> str:
    """A unit of the table, sometimes in wrong capitals or as a product."""
    name = rng.choice(NAMES)
    kind = rng.random()
    if kind < 0.1:
        name = rng.choice((name.upper(), name.lower(), name.title(), name.swapcase()))
    elif kind < 0.2:
        join = rng.choice(("/", " per ", " ", "·", "*", "/ "))
        name += join + rng.choice((rng.choice(NAMES), "s", "token", "s", "s⁻¹", "s^-1", "B"))
    elif kind < 0.25:
        name += rng.choice(("²", "^2", "⁻¹", "^-1", "^4", "^02", "³", "^", "^-"))
    return name


def operand(rng: Random, depth: int) -> str:
    """A number, a constant, a function, or an expression in parentheses."""
    kind = rng.random()
    if kind < 0.66 or depth <= 0:
        return number(rng)
    if kind < 0.7:
        return rng.choice(("π", "pi", "e"))
    if kind < 0.83:
        name = rng.choice(FUNCTIONS)
        inner = expression(rng, depth - 1)
        if name in ("min", "max"):
            inner += rng.choice((";", "; ", ", ")) + expression(rng, depth - 1)
        return rng.choice(
            (f"{name}({inner})", f"{name}({inner})", f"{name} {number(rng)}", f"√({inner})", f"√{number(rng)}")
        )
    opening, closing = rng.choice(("()", "()", "()", "[]", "（）"))
    return f"{opening}{expression(rng, depth - 1)}{closing}"


def expression(rng: Random, depth: int = 3) -> str:
    """Operands with signs between them."""
    text = rng.choice(("", "", "", "-", "−", "+", "- ")) + operand(rng, depth)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        if rng.random() < 0.2:
            text += rng.choice(("^2", "²", "^-1", "^0.5", "**3", "^(1/2)", "⁻²", "^3^2", "^-2", "^½"))
        if rng.random() < 0.15:
            text += rng.choice(("", " ")) + unit(rng)
        text += rng.choice((" + ", "+", " - ", "-", " − ", "/", " / ", "÷", rng.choice(PRODUCTS), rng.choice(PRODUCTS)))
        text += operand(rng, depth - 1)
    return text


def quantity(rng: Random) -> str:
    """A number or an expression with a unit or without."""
    text = rng.choice(("", "", "", "-", "−")) + number(rng) if rng.random() < 0.5 else expression(rng)
    return text + rng.choice(("", " ")) + unit(rng) if rng.random() < 0.55 else text


def measured(rng: Random) -> str:
    """Quantities of one family, computed with."""
    family = units_like(rng.choice(unit_names()))
    parts = [f"{number(rng)} {rng.choice(family)}" for _ in range(rng.randint(2, 3))]
    text = rng.choice((" + ", " - ", " / ", " * ", " = ")).join(parts)
    return text if rng.random() < 0.7 else f"{rng.choice(('50 % *', '2', '3 s *', 'sqrt', '(2+1)'))} ({text})"


def equation(rng: Random) -> str:
    """A calculation with what it comes to, which may be off."""
    one, other = rng.randint(1, 60), rng.choice((2, 3, 4, 7, 8))
    result = rng.choice((one / other, one / other, one * other, one - other))
    name = rng.choice(("", " MB", " %", " s", "×", " kB"))
    computed = f"{one}{rng.choice('/*-')}{other}{name}"
    return f"{computed} {rng.choice('=≈~')} {result:.{rng.randint(0, 5)}g}{rng.choice(('', name))}"


def listed(rng: Random) -> str:
    """Several values."""
    join = rng.choice(("; ", ";", "\n", ", ", ",", " ", "  ", " and "))
    values = [quantity(rng) if rng.random() < 0.3 else number(rng) for _ in range(rng.randint(2, 5))]
    if rng.random() < 0.4:
        values = [f"{rng.choice(LABELS)}{rng.choice((' = ', '=', ': ', ' ≈ '))}{value}" for value in values]
    text = join.join(values)
    return rng.choice((text, text, f"({text})", f"[{text}]", f"p = ({text})", "- " + text.replace(join, f"{join}- ")))


def in_symbols(rng: Random, symbols: Sequence[str]) -> str:
    """A formula in these symbols."""
    text = rng.choice(FORMULAS).format(a=rng.choice(symbols), b=rng.choice(symbols))
    if rng.random() < 0.1:  # many parts, of which the last may be none
        text += " + 1" * rng.randint(0, 20) + "*" + "".join(rng.choice(symbols) for _ in range(rng.randint(1, 60)))
        return text + rng.choice(("", "zz", "MB", "log"))
    return text if rng.random() < 0.5 else text + rng.choice((" + ", "*", "/", "")) + operand(rng, 1)


def in_words(rng: Random) -> str:
    """A verdict with a number, or a line with one."""
    word = rng.choice(rng.choice(WORDS))
    joint = rng.choice((" ", ", ", ": ", " - ", *(f" {joint} " for joint in FACTS["joints"])))
    lined = rng.choice((f"line {rng.randint(0, 25)}", str(rng.randint(0, 9)), *FACTS["nothing"]))
    shown = quantity(rng)
    return rng.choice(
        (f"{word}{joint}{shown}", f"{shown}{joint}{word}", f"{lined}{rng.choice((': ', ' - ', '; ', ') '))}{shown}")
    )


TYPED: tuple[Callable[[Random], str], ...] = (quantity, quantity, quantity, expression, measured, equation)


def typed(rng: Random, key: AnswerKey | None) -> str:
    """What people type, mostly to a question of that type."""
    match key:
        case FormulaKey() if rng.random() < 0.9:
            text = in_symbols(rng, key.symbols if rng.random() < 0.9 else SYMBOLS)
        case VectorKey() if rng.random() < 0.9:
            text = listed(rng)
        case DecideKey() | DebugKey() if rng.random() < 0.9:
            text = in_words(rng)
        case _:
            text = rng.choice(TYPED)(rng)
    if rng.random() < 0.12:
        text = rng.choice(LEADS) + text
    return text + rng.choice(ENDS) if rng.random() < 0.08 else text


# Near an answer


def near(rng: Random, question: Question) -> str:
    """A reply that comes near the right answer, so that every verdict occurs."""
    key: AnswerKey | None = question.key
    match key:
        case NumberKey():
            return (rng.choice(LEADS) if rng.random() < 0.08 else "") + near_number(rng, key)
        case FormulaKey():
            return near_formula(rng, key, question.texts)
        case DecideKey():
            option = rng.choice((key.options[key.right], rng.choice(key.options)))
            said = rng.choice(option)
            word = rng.choice((said, said, said.upper(), said.title()))
            shown = near_number(rng, key.number, 0.6)
            joint = rng.choice((" ", ", ", ": ", " - ", "; ", *(f" {joint} " for joint in FACTS["joints"])))
            return rng.choice((f"{word}{joint}{shown}", f"{word}, {shown}", f"{shown}{joint}{word}", word, shown))
        case VectorKey():
            return near_vector(rng, key)
        case DebugKey():
            line = key.line if rng.random() < 0.6 else rng.randint(0, key.lines + 1)
            shown = near_number(rng, key.number, 0.5)
            nothing: list[str] = FACTS["nothing"]
            named = rng.choice((f"line {line}", f"Line{line}", str(line), *nothing[: 3 if line == 0 else 1]))
            return named + rng.choice((": ", "; ", ", ", " - ", " ", ")")) + shown if rng.random() < 0.9 else named
        case None:
            return quantity(rng)


def near_vector(rng: Random, key: VectorKey) -> str:
    sure = rng.choice((0.2, 0.5, 0.9, 1.0))
    parts = [part.number for part in key.parts]
    if rng.random() < 0.15:
        parts = rng.sample(parts, len(parts))
    values = [near_number(rng, part, sure) for part in parts]
    if rng.random() < 0.25:  # one slip in all of them
        factor = rng.choice((10, 0.001, 1.024, 8, -1, 1.3, 100))
        values = [shown_number(rng, part.value * factor, part.unit) for part in parts]
    if rng.random() < 0.3:
        values = [
            f"{part.label}{rng.choice((' = ', ': '))}{value}" for part, value in zip(key.parts, values, strict=True)
        ]
        if rng.random() < 0.3:
            rng.shuffle(values)
        if rng.random() < 0.2:
            values[0] = values[-1]
    if rng.random() < 0.05:
        values = values[1:]
    text = rng.choice(("; ", "\n", ";", ", ", " ")).join(values)
    return f"({text})" if rng.random() < 0.1 else text


def near_formula(rng: Random, key: FormulaKey, texts: tuple[str, ...]) -> str:
    text = rng.choice(texts) if texts else in_symbols(rng, key.symbols)
    one, other = rng.choice(key.symbols), rng.choice(key.symbols)
    ways = (
        text, text, f"y = {text}", f"-({text})", f"2({text})", f"({text})/8", f"1000*({text})", f"1024 ({text})",
        f"({text}) + 1", f"({text}) {one} / {one}", f"({text}) + {other} - {other}", f"1/({one} - {one})", "42",
        f"sqrt(-{one}^2)", f"({text})*1.024^2", f"{text} MB", f"{one}{other}", f"{one}_{other}", f"zz{one}",
        f"ln(-{one}²) + {other}", f"{one} = {text}", f"{number(rng)}{one} + {text}",
        rng.choice(FORMULAS).format(a=one, b=other),
    )  # fmt: skip
    return rng.choice(ways)


def near_number(rng: Random, key: NumberKey, sure: float = 0.0) -> str:
    """The right number, or one that a slip makes of it; `sure` is how often it is right for certain."""
    value, name = key.value, key.unit
    if rng.random() >= sure:
        others = [each.value for each in key.mistakes] + [each.value for each in key.rounded]
        kind = rng.random()
        if kind < 0.16 and others:
            value = rng.choice(others)
        elif kind < 0.24 and key.accept:
            accepted = rng.choice(key.accept)
            value, name = accepted.value, accepted.unit or name
        elif kind < 0.66:
            slips = (1.024, 1 / 1.024, 1.024**2, 1.024**-3, 1024.0, 1 / 1024, 8.0, 0.125, -1.0, 0.5, 2.0, 1.3)
            powers = (10.0, 0.1, 100.0, 0.01, 1e3, 1e-3, 1e6, 1e-6, 1e9)
            value *= rng.choice((rng.choice(slips), rng.choice(powers), 1 + rng.uniform(-0.06, 0.06)))
    if abs(value) > 1.7e308:
        value = key.value
    return shown_number(rng, value, name)


def shown_number(rng: Random, value: float, asked: str | None) -> str:
    """A value as somebody types it: rounded or in full, in the asked unit or another one."""
    kind, name = rng.random(), asked
    if asked is None:
        name = rng.choice((None, None, None, None, "%", "count", "×", rng.choice(NAMES))) if kind < 0.4 else None
        value = value * 100 if name == "%" and abs(value) < 1e300 else value
    elif kind < 0.3:
        name = None
    elif kind < 0.5:
        name = rng.choice(units_like(asked))
        try:
            converted = convert(value, asked, name) if rng.random() < 0.8 else value
        except UnitError:
            converted = value
        value = converted if abs(converted) < 1.7e308 else value
    elif kind < 0.56:
        name = unit(rng)
    elif kind < 0.58:
        name = asked.swapcase()
    digits = rng.choice((1, 2, 3, 3, 4, 5, 6, 12, 17))
    text = repr(value) if rng.random() < 0.4 else f"{float(f'{value:.{digits - 1}e}')!r}"
    text = text.removesuffix(".0") if rng.random() < 0.9 else text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    text = rng.choice(("-", "−")) * bool(sign) + (numeral(rng, text) if rng.random() < 0.4 else text)
    return text if name is None else text + rng.choice(("", " ", " ", "\u00a0")) + name


# Slips of the finger


def mutated(rng: Random, text: str) -> str:
    """A reply with characters left out, put in, doubled, swapped or exchanged, or two replies in one."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randint(0, len(text))
        kind = rng.randrange(9)
        if kind == 0:
            text = text[:at] + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + rng.choice("0123456789.,'_ +-*/^()=~%;:ekMxBbsm\n") + text[at:]
        elif kind == 2:
            text = text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        elif kind == 3:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif kind == 4:
            other = str(rng.choice(ROWS)["reply"])
            text = text[:at] + other[rng.randint(0, len(other)) :]
        elif kind == 5:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 6:
            text = alike_characters(rng, text)
        elif kind == 7:
            text = rng.choice(
                (text.upper(), text.lower(), text.swapcase(), text[at:] + text[:at], text.replace(" ", ""))
            )
        else:
            text = text[:at] + rng.choice((" ", "")) + unit(rng) + text[at:]
    return text


def alike_characters(rng: Random, text: str) -> str:
    """The text with other characters that mean, or that do not mean, the same."""
    table = {}
    for character in dict.fromkeys(text):  # a set would be in another order each time
        others = CHARACTERS["same"].get(character, "")
        if character.isascii() and character.isdigit():
            others = [chr(ord(zero) + int(character)) for zero in CHARACTERS["digits"]]
        elif character.isascii() and character.isalpha():
            others = [chr(ord(character) + 0xFEE0)]
        if others and rng.random() < 0.6:
            table[ord(character)] = rng.choice(others)
    return text.translate(table)


def rubbish(rng: Random) -> str:
    """What is no reply: any characters, too long, too deep, too many parts."""
    kind = rng.randrange(8)
    if kind == 0:
        return "".join(chr(rng.randint(32, 126)) for _ in range(rng.randint(0, 30)))
    if kind == 1:
        return "".join(any_character(rng) for _ in range(rng.randint(1, 6))) + rng.choice(("", "1", " MB"))
    if kind == 2:
        return rng.choice(("1", "1 ", "9,", "a", "(", "+1", "𝟗", "x")) * rng.choice((40, 64, 65, 66, 99, 200, 201, 300))
    if kind == 3:
        depth = rng.randint(12, 20)
        return (
            rng.choice(("(", "-", "√(", "2^", "[", "+(", "min(1;")) * depth + number(rng) + ")" * rng.randint(0, depth)
        )
    if kind == 4:
        return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 8)))
    if kind == 5:
        signs = rng.choice((" + ", "*", "+", "/", " "))
        run = "".join(rng.choice(SYMBOLS) for _ in range(rng.choice((0, 0, 30))))
        return signs.join(number(rng)[:4] for _ in range(rng.randint(20, 36))) + run
    if kind == 6:
        return "".join(rng.choice("dnrkλ·+1e²x ") for _ in range(rng.randint(60, 90)))
    return rng.choice(("", " ", "\n", "\u3000", ".", "=", "~", "≈ =", "1" * 190, "1e" + "9" * 20, "0e" + "9" * 20))


def any_character(rng: Random) -> str:
    """Any character that Python knows: those that it has not yet heard of, a browser may know better."""
    while True:
        code = rng.choice((rng.randrange(0x80, 0x800), rng.randrange(0x2000, 0x3000), rng.randrange(0x110000)))
        if unicodedata.category(chr(code)) != "Cn":
            return chr(code)
