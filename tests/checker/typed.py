"""Replies as people type them, for hypothesis: a number in any form that is read as it."""

from __future__ import annotations

from hypothesis import strategies as st

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SCRIPTS = ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"]
_LEADS = ["", "", "", "≈ ", "~", "= ", "S = ", "peak memory = ", "about ", "f(d, r) = "]
_SPACES = [" ", "\u202f", "\u00a0", "\u2009", "'", "’", "_"]

DIGITS = st.integers(0, 10**9).map(str)
DECIMALS = st.builds(lambda whole, rest: f"{whole}.{rest:03d}", st.integers(0, 10**7), st.integers(0, 999))
WRITTEN = DIGITS | DECIMALS
"""Plain decimals."""


@st.composite
def numerals(draw: st.DrawFn, plain: str) -> str:
    """A form of a plain decimal: thousands set apart, a decimal comma, other digits, or as it is."""
    whole, _, rest = plain.partition(".")
    choice = draw(st.integers(0, 4))
    text = plain
    if choice == 1 and rest and (len(rest) != 3 or len(whole) > 3 or whole == "0"):
        text = f"{whole},{rest}"
    elif choice == 2 and len(whole) > 3:
        grouped = f"{int(whole):,}".replace(",", draw(st.sampled_from(_SPACES)))
        text = grouped + (draw(st.sampled_from(".,")) + rest if rest else "")
    elif choice == 3 and len(whole) > 3:
        text = f"{int(whole):,}" + (f".{rest}" if rest else "")
    elif choice == 4 and len(whole) > 3 and rest:
        text = f"{int(whole):,}".replace(",", ".") + f",{rest}"
    if draw(st.integers(0, 5)) == 0:
        script = draw(st.sampled_from(_SCRIPTS))
        text = text.translate(str.maketrans("0123456789", script))
    return text


@st.composite
def forms(draw: st.DrawFn, plain: str) -> str:
    """A reply that says a plain decimal, with a sign or without: any numeral, or a power of ten."""
    sign = ""
    if plain.startswith("-"):
        sign, plain = draw(st.sampled_from(["-", "−", "–", "- "])), plain[1:]
    if draw(st.booleans()):
        text = draw(numerals(plain))
    else:
        power = draw(st.integers(-12, 12))
        digits = plain.replace(".", "").lstrip("0") or "0"
        point = len(plain.partition(".")[0]) - (len(plain.replace(".", "")) - len(digits)) - power
        if 0 < point < len(digits):
            text = f"{digits[:point]}.{digits[point:]}"
        elif point <= 0:
            text = f"0.{'0' * -point}{digits}"
        else:
            text = digits + "0" * (point - len(digits))
        raised = str(power).translate(_SUPERSCRIPTS)
        tail = draw(st.sampled_from([f"e{power}", f"E{power}", f"×10{raised}", f" x 10^{power}", f"*10**({power})"]))
        text += tail
    return draw(st.sampled_from(_LEADS)) + sign + text + draw(st.sampled_from(["", "", " ", "."]))
