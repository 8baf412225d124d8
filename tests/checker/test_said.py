"""What is said to a reply, word for word: the slots of the sentences are filled with what helps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler.checker import Invariant, NotRead, Part, Tolerance, VectorKey, grade, read
from tests.checker.strategies import bare_key
from tests.conformance.table import KEYS


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("5€", "The character € (U+20AC) has no place in a reply."),
        ("5\u200b", "The character U+200B has no place in a reply."),
        ("5!", "The character ! (U+0021) has no place in a reply."),
        ("5 ☃", "The character ☃ (U+2603) has no place in a reply."),
        ("5\u0301", "The character U+0301 has no place in a reply."),
        ("5:", "The character : (U+003A) has no place in a reply."),
        ("_5", "The character _ (U+005F) has no place in a reply."),
        ("5 furlongs", "furlongs is neither a unit nor a function here."),
        ("5 " + "x" * 30, "x" * 24 + "… is neither a unit nor a function here."),
        ("5 mb", "Which unit is meant by mb: MB or Mbit?"),
        ("5 Kb", "Which unit is meant by Kb: kB, KiB or kbit?"),
        ("2-*3", "Something is missing before *."),
        ("2//3", "Something is missing before /."),
        ("5 )", "A closing parenthesis has no opening one."),
        ("(5;6)", "Something is missing before ;."),
        ("5;", "Something is missing before ;."),
        ("5 MB 3", "Something is missing between MB and 3: write + or ×, or what else is meant."),
        ("(2)3", "Something is missing between ) and 3: write + or ×, or what else is meant."),
        ("5 MB pi", "Something is missing between MB and pi: write + or ×, or what else is meant."),
        ("5 M (2)", "Something is missing between M and (: write + or ×, or what else is meant."),
        ("2⁷ ⁷", "Something is missing between ⁷ and ⁷: write + or ×, or what else is meant."),
        ("2²^3", "Something is missing between ² and ^: write + or ×, or what else is meant."),
        ("2^10 k", "Something is missing between 10 and k: write + or ×, or what else is meant."),
        (
            "1.2.3",
            "1.2.3 cannot be read as one number: write thousands in groups of three, and one decimal point.",
        ),
        (
            "1.5½",
            "1.5½ cannot be read as one number: write thousands in groups of three, and one decimal point.",
        ),
        (
            "1e3½",
            "1e3½ cannot be read as one number: write thousands in groups of three, and one decimal point.",
        ),
        ("sqrt", "Write the function with parentheses: sqrt(…)."),
        ("√-2", "Write the function with parentheses: sqrt(…)."),
        ("ln(2; 3)", "Write the function with parentheses: ln(…)."),
        ("max(3)", "max takes two numbers: separate them with a semicolon."),
        ("sqrt(4 MB)", "sqrt takes plain numbers, without units."),
        ("ln 2 * 3", "What does ln belong to? Put parentheses around it."),
        ("3 MB * 2 MB", "MB·MB is not a unit that can be read here."),
        ("3 MB/s/s", "MB/s/s is not a unit that can be read here."),
        ("5 / token", "1/tokens is not a unit that can be read here."),
        ("3 kg m", "kg·m is not a unit that can be read here."),
        ("3 MB^9", "3 MB^9 is not a unit that can be read here."),
        ("3 MB⁹", "3 MB⁹ is not a unit that can be read here."),
        ("3 MB^s", "3 MB^s is not a unit that can be read here."),
        ("3 MB^-s", "3 MB^-s is not a unit that can be read here."),
        ("3 MB + 2 s", "MB and s cannot be added: they are not of one kind."),
        ("3 MB/s - 2 tokens", "MB/s and tokens cannot be added: they are not of one kind."),
        (
            "2.48×10−5",
            "Is -5 an exponent? Then write it behind a ^, as in 10^3; otherwise put a space around the sign.",
        ),
        (
            "2 e",
            "Is the e of 2 e a power of ten or the number 2.718…? Write 1e3 for the one, and × e for the other.",
        ),
        (
            "1 200/400",
            "Is 1 200/400 a mixed number or a division?"
            " Write a + between whole and fraction, or put no space between thousands.",
        ),
        (
            "1 1/2²",
            "Is 1 1/2 a mixed number or a division?"
            " Write a + between whole and fraction, or put no space between thousands.",
        ),
        (
            "0x1F",
            "Is 0x1F a hexadecimal number or a product? Write a plain number, or put spaces around the ×.",
        ),
        ("Size (MB): 13.6", "Is the number in MB? Write the unit behind it."),
        ("in ms = 5", "Is the number in ms? Write the unit behind it."),
        (
            "1.36 × 107",
            "Is 7 an exponent? Then write it behind a ^, as in 10^3; otherwise put a space around the sign.",
        ),
        (
            "3.10^8",
            "Does the point in 3.10 multiply, or begin the decimals? Write × for a product, and . for decimals.",
        ),
        ("0·5 MB", "Does the point in 0·5 multiply, or begin the decimals? Write × for a product, and . for decimals."),
        ("2 x 10e7", "Is x 10e7 meant as a power of ten? Write 1e7 or 1×10^7."),
        (
            "0,5 * 1,234",
            "Does the comma or point in 1,234 begin the decimals, or set thousands apart? In this reply it does both.",
        ),
        ("5 +- 1", "Is +- 1 a range or a difference? Write one number, or put spaces around the minus."),
        ("5–6 ms", "Is 5–6 a range or a difference? Write one number, or put spaces around the minus."),
        ("1 B·s·J·m·g", "B·s·J·m·g is not a unit that can be read here."),
        ("1 B * 2 s * 3 J * 4 m * 5 g", "B·s·J·m·g is not a unit that can be read here."),
        ("1 B² * 1 B²", "B·B·B·B is not a unit that can be read here."),
        ("1" * 201, "This reply is too long to be read: give the answer alone."),
    ],
)
def test_a_refusal_shows_what_is_wrong_in_the_reply(reply: str, said: str) -> None:
    with pytest.raises(NotRead) as refusal:
        read(reply)
    assert refusal.value.said.text == said


@pytest.mark.parametrize(
    ("key", "reply", "feedback"),
    [
        (
            "cache",
            "268 s",
            "This question is not answered in s: give a value in B, kB, MB, GB, TB, KiB, MiB, GiB or TiB.",
        ),
        ("cache", "268 kB", "The number is right, but not in kB: check the unit."),
        ("scale", "0.03137 MB", "This question asks for a plain number: leave out MB."),
        (
            "probability",
            "0.67",
            "As far as it goes this fits, but it is rounded too far: give 3 decimals.",
        ),
        (
            "latency",
            "15",
            "As far as it goes this fits, but it is rounded too far: give 3 significant figures.",
        ),
        (
            "chain",
            "11.76",
            "Nearly: it looks as if rows was rounded before the next step. Carry all digits, and round at the end.",
        ),
        ("adapter", "13", "This question asks for a formula, not for a number: use r, d_in or d_out."),
        ("adapter", "r*x", "x is none of the symbols of this question: use r, d_in or d_out."),
        ("adapter", "r*d_in MB", "A formula has no units: leave out MB."),
        ("adapter", "r*5 %", "A formula has no units: leave out %."),
        (
            "fits",
            "1012",
            "This question asks for two things: a verdict (fits or does not fit) and the number that decides it.",
        ),
        ("softmax", "1; 2", "This question asks for 3 values: p1, p2 and p3. Separate them with semicolons."),
        ("softmax", "p1=1; 2; 3", "Label each value, or none of them: p1, p2 and p3."),
        ("softmax", "q=1; p2=2; p3=3", "q is none of the labels of this question: use p1, p2 or p3."),
        ("softmax", "p1=1; p1=2; p3=3", "p1 has two values: give one."),
        (
            "softmax",
            "0.844; 0.2; 0.1",
            "Partly right: p1. Not yet: p2 and p3. One check is independent of the steps:"
            " together the values must make 1, and these do not.",
        ),
        (
            "gradient",
            "1.38; 0.81; 0.57",
            "Partly right: g1. Not yet: g2 and g3."
            " g2: The size fits, the sign does not: check what is subtracted from what."
            " g3: The size fits, the sign does not: check what is subtracted from what."
            " One check is independent of the steps: together the values must make 0, and these do not.",
        ),
        (
            "profile",
            "90; 63; 72; 54",
            "All the values are there, but L1 and L2 stand at each other's place.",
        ),
        ("profile", "63 900 72 54", "Is 63 900 72 54 one number or several? Separate values with semicolons."),
        (
            "rising",
            "5; 4",
            "None of the values is right yet: check the steps one by one."
            " One check is independent of the steps: the values must rise from each to the next, and these do not.",
        ),
    ],
)
def test_feedback_names_the_units_symbols_and_labels_of_the_question(key: str, reply: str, feedback: str) -> None:
    assert grade(KEYS[key], reply).feedback == feedback


@pytest.mark.parametrize(
    ("key", "reply", "read_as"),
    [
        ("cache", "2*32*32*128*512*2 B", "2 × 32 × 32 × 128 × 512 × 2 B = 268.435456 MB"),
        ("adapter", "2dr".replace("d", " d_in "), "2 × d_in × r"),
        ("adapter", "sqrt r + π", "sqrt r + π"),
        ("adapter", "−r²·(d_in-1.50)", "−r² × (d_in − 1.50)"),
        ("fits", "Yes, 1011.9 KiB", "fits; 1 011.9 KiB"),
        ("softmax", "p2=.1, p1=.2, p3=1/3", "p1 = 0.2; p2 = 0.1; p3 = 1 / 3 = 0.333333333333"),
        ("lines", "3: 5", "line 3; 5"),
        ("lines", "none", "no line"),
        ("lines", "0: 5 MB", "no line; 5 MB"),
        ("cache", "abc", None),
    ],
)
def test_every_verdict_says_how_the_reply_was_read(key: str, reply: str, read_as: str | None) -> None:
    shown = grade(KEYS[key], reply).read
    assert (None if shown is None else shown.replace("\u202f", " ")) == read_as


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("13600000 B", "13 600 000 B = 13.6 MB"),
        ("0.0005 s", "0.0005 s = 500 µs"),
        ("0.5 s", "0.5 s"),
        ("9999 kB", "9 999 kB"),
        ("10000 kB", "10 000 kB = 10 MB"),
        ("20480 KiB", "20 480 KiB = 20 MiB"),
        ("1e10 KiB", "1e10 KiB = 9.31322574615 TiB"),
        ("0.0001 h", "0.0001 h"),
        ("100000 min", "100 000 min"),
        ("1e20 B", "1e20 B = 1×10²⁰ B"),
        ("0 B", "0 B"),
        ("-13600000 B", "−13 600 000 B = −13.6 MB"),
        ("0.00001", "0.00001"),
        ("1e-7", "1e-7 = 1×10⁻⁷"),
        ("12345.6789", "12 345.6789"),
        ("007", "007"),
        ("2 (3 MB)", "2 × (3 MB) = 6 MB"),
        ("max(1; 2)", "max(1; 2) = 2"),
        ("2^-3", "2^−3 = 0.125"),
        ("5 %", "5%"),
        ("50 % * 2", "50% × 2 = 100%"),
        ("3 MB·s⁻¹", "3 MB/s"),
        ("6 MB·s⁻¹·2 s", "6 MB·s⁻¹ × 2 s = 12 MB"),
        ("12 MB / 4 s", "12 MB / 4 s = 3 MB/s"),
        ("2 kMACs / token * 2", "2 kMACs/tokens × 2 = 4 kMACs/token"),
        ("3 W·h·2", "3 W·h × 2 = 6 Wh"),
        ("+5", "5"),
        ("2*+5", "2 × 5 = 10"),
        ("1 1/2 MB", "1 1/2 MB = 1.5 MB"),
        ("½", "½ = 0.5"),
        ("½M", "½ M = 500 000"),
        ("1/½", "1 / ½ = 2"),
        ("2½ k", "2 1/2 k = 2 500"),
        ("2½ * 2", "(2 1/2) × 2 = 5"),
        ("13600½", "(13600 + 1/2) = 13 600.5"),
        ("1.05 million tokens", "1.05e6 tokens = 1.05 Mtokens"),
    ],
)
def test_how_a_reply_was_read_is_shown_in_one_spelling_and_a_handy_unit(reply: str, text: str) -> None:
    assert read(reply).text.replace("\u202f", " ") == text


def test_what_a_check_on_all_values_asks_is_told() -> None:
    parts = tuple(Part(name, bare_key(value)) for name, value in (("a", 1.0), ("b", 2.5)))
    checked = VectorKey(parts, Invariant("sums-to", 3.5, Tolerance("relative", 0.01)))
    assert "together the values must make 3.5, and these do not" in grade(checked, "7; 9").feedback
    assert "together" not in grade(checked, "2; 1.5").feedback
    rising = replace(checked, invariant=Invariant("rises"))
    assert [said.message for said in grade(rising, "9; 9").more] == ["rises"]
    falling = replace(checked, invariant=Invariant("falls"))
    assert [said.message for said in grade(falling, "9; 9").more] == ["falls"]
    assert [said.message for said in grade(falling, "9; 8").more] == []


def test_a_check_on_all_values_is_made_in_the_asked_units() -> None:
    parts = tuple(Part(name, bare_key(value, "kB")) for name, value in (("a", 600.0), ("b", 400.0)))
    checked = VectorKey(parts, Invariant("sums-to", 1000.0, Tolerance("relative", 0.01)))
    assert [said.message for said in grade(checked, "0.5 MB; 500 kB").more] == []
    assert "sums-to" in [said.message for said in grade(checked, "0.7 MB; 500").more]
    assert "sums-to" not in [said.message for said in grade(checked, "700 s; 500").more]
