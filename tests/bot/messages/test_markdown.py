"""Texts in Discord: what it can show is shown, and nothing acts, breaks out or is cut in two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.latex import plain_latex
from bot.messages.markdown import WIDEST, discord_text, plain_text, quoted, spoiler
from compiler.deck import Deck, NoVariant, filled, load
from compiler.formula import typeset_latex
from tests.deck.samples import ROOT, tinyml

HOSTILE = (
    st.text(st.sampled_from("ab1 \n\t`*_~|\\<>@#:/[]()-+.$ˋ\u200b\u202e\u2066\u2028\x00\x1b\u0301é中")) | st.text()
)
LONG = (
    "A text with **bold words in it**, *more of them* and `code`.\n\n```\nfirst line\nsecond line\n```\n\n- one\n- two"
)


def networking() -> Deck:
    """The small deck that ships."""
    deck = load(ROOT / "decks" / "networking").deck
    assert deck is not None
    return deck


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("a *b* **c** `d`", "a *b* **c** `d`"),
        ("*a **b***", "*a **b***"),
        ("*a***b**", "*a*\u200b**b**"),
        ("a\nb\n\nc", "a b\n\nc"),
        ("a  \nb", "a\nb"),
        ("a\n\n- b\n- c\n\nd", "a\n- b\n- c\n\nd"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n1. b", "- a\n\n1. b"),
        ("- a\n\n  b\n- c", "- a\n  b\n- c"),
        ("```\na *b*\n```\nc", "```\na *b*\n```\nc"),
        ("a\n\n```\n`x` and ~~~ ```` y\n```", "a\n```\n`x` and ~~~ ˋˋˋˋ y\n```"),
        ("``a`b``", "`aˋb`"),
        (r"\*a\* \$5", r"\*a\* $5"),
        ("a_b*c ~~d~~ ||e||", r"a\_b\*c \~\~d\~\~ \|\|e\|\|"),
        ("# a", r"\# a"),
        ("-# a", r"\-# a"),
        ("> a", r"\> a"),
        (">>> a", r"\>>> a"),
        ("\\- a", r"\- a"),
        ("2\\. a", r"2\. a"),
        ("- # a", r"- \# a"),
        ("-5 > -6 - 1", "-5 > -6 - 1"),
        ("3.5 ms", "3.5 ms"),
        ("[a](http://b.c)", r"\[a](http\://b.c)"),
        ("<https://b.c>", r"\<https\://b.c>"),
        ("<@123> <@&123> <#123> <t:1:R>", "\\<@\u200b123> \\<@\u200b&123> \\<#123> \\<t\\:1:R>"),
        ("@everyone @here @you", "@\u200beveryone @\u200bhere @you"),
        (":smile: at 12:30", r"\:smile: at 12:30"),
        (r"$\frac{a}{b} \times c^2$", "a/b × c²"),
        ("$a*b_{max}$", r"a\*bₘₐₓ"),
        ("`$HOME$`", "`$HOME$`"),
        ("costs $5 or $6", "costs $5 or $6"),
        ("2\u202f000 MB", "2\u202f000 MB"),
        ("\ue0000\ue001", "\ufffd0\ufffd"),
        ("", ""),
    ],
)
def test_small_markdown_becomes_discords(markdown: str, shown: str) -> None:
    assert discord_text(markdown) == shown


def test_a_table_is_aligned_in_a_block_of_code() -> None:
    table = "Before.\n\n| layer | *in* |\n| --- | ---: |\n| 1 | 3 → 32 |\n| conv | 中 |\n\nAfter."
    assert discord_text(table).split("\n") == [
        "Before.",
        "```",
        "layer      in",
        "─────  ──────",
        "1      3 → 32",
        "conv       中",
        "```",
        "After.",
    ]


def test_a_wide_table_becomes_lines_that_repeat_its_headings() -> None:
    wide = "w" * (WIDEST - 2)
    table = f"| | long |\n| --- | --- |\n| *a* | {wide} |\n| b | # 2 |"
    assert discord_text(f"Before.\n\n{table}") == f"Before.\n\na\nlong: {wide}\n\nb\nlong: # 2"


def test_a_table_as_wide_as_fits_is_a_block() -> None:
    assert discord_text(f"| a | b |\n| --- | --- |\n| 1 | {'w' * (WIDEST - 3)} |").startswith("```")


@pytest.mark.parametrize("most", range(1, len(LONG) + 10))
def test_what_is_cut_is_closed_and_says_so(most: int) -> None:
    shown, whole = discord_text(LONG, most), discord_text(LONG)
    assert len(shown) <= most
    if shown == whole:
        return
    assert "…" in shown[-4:]
    assert shown.count("```") in (0, 2)
    for mark in ("**", "`"):
        assert shown.replace("```", "").count(mark) % 2 == 0
    text = re.sub(r"[*`…\n -]+", " ", shown).split()
    assert text == re.sub(r"[*`\n -]+", " ", whole).split()[: len(text)], "whole words only"


def test_a_cut_never_parts_an_escape() -> None:
    for most in range(1, 60):
        shown = discord_text("*" * 100, most)
        assert len(shown) <= most
        assert re.fullmatch(r"(\\\*)*…", shown)


@given(HOSTILE, st.integers(1, 60))
def test_any_text_is_shown_within_its_bounds(text: str, most: int) -> None:
    assert len(discord_text(text, most)) <= most


@given(HOSTILE)
def test_in_plain_text_nothing_acts(text: str) -> None:
    shown = plain_text(text)
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "x", shown)
    assert not re.search(r"[\\`*_~|\[<]|@everyone|@here|@[!&]?\d|://", bare)
    assert not re.search(r"^[ \t]*(?:[-+*>]|#{1,3}|-#|>>>|[0-9]+\.)\s", bare, re.MULTILINE)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", shown).replace("\u200b", "") == text.replace("\u200b", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("42 ms", "`42 ms`"),
        ("` @everyone `", "`ˋ @everyone ˋ`"),
        ("```\nx\n```", "`ˋˋˋ x ˋˋˋ`"),
        ("a\r\nb\u2028c\td", "`a b c d`"),
        ("a\u200b\u202eb\u2066\ufeff\x00\x1b[31m", "`ab[31m`"),
        ("o" + "\u0301" * 50, "`o" + "\u0301" * 4 + "`"),
        ("\ud800", "`\ufffd`"),
        ("", "` `"),
        ("\u200b \n", "` `"),
        ("||a||", "`||a||`"),
    ],
)
def test_a_reply_is_quoted_on_one_line(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_a_long_reply_is_cut() -> None:
    assert quoted("abc def ghi", 8) == "`abc def…`"
    assert quoted("abc def ghi", 5) == "`abc…`"
    assert quoted("abc", 3) == "`abc`"
    assert len(quoted("x" * 10_000)) == 202


@given(HOSTILE, st.integers(1, 30))
def test_a_reply_cannot_leave_its_quotation(text: str, most: int) -> None:
    shown = quoted(text, most)
    assert shown[0] == shown[-1] == "`" and "`" not in shown[1:-1]
    assert 1 <= len(shown[1:-1]) <= most
    assert shown.splitlines() == [shown]
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown)


@given(HOSTILE | HOSTILE.map(discord_text) | HOSTILE.map(quoted))
def test_nothing_ends_a_spoiler_early(text: str) -> None:
    hidden = spoiler(text)
    if not text.strip():
        assert hidden == ""
        return
    found = re.match(r"\|\|([\s\S]+?)\|\|", hidden)
    assert found is not None and found.end() == len(hidden)
    assert found[1].replace("\u200b", "") == text.replace("\u200b", "")


def test_a_spoiler_hides_a_block_of_code() -> None:
    assert spoiler("a\n```\nx || y\n```") == "||a\n```\nx |\u200b| y\n```||"


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{a}{b}", "a/b"),
        (r"\frac{a + b}{c}", "(a + b)/c"),
        (r"\frac{\frac{a}{b}}{2}", "(a/b)/2"),
        (r"\frac{1}{2}x", "(1/2)x"),
        (r"\frac12", "1/2"),
        (r"\left(\frac{a}{b}\right)^{2}", "(a/b)²"),
        (r"\sqrt{a + b}", "√(a + b)"),
        (r"\sqrt 2 + \sqrt[3]{8} + \sqrt[n]{x}", "√2 + ∛8 + ⁿ√x"),
        (r"x_i^2 + y^{n+1}", "xᵢ² + yⁿ⁺¹"),
        (r"x^{0.5} + a_{in,1} + q_b", "x^(0.5) + a_(in,1) + q_b"),
        (r"2^{-b}", "2⁻ᵇ"),
        (r"e^{x^2}", "e^(x²)"),
        (r"a\cdot b \le c\times d", "a · b ≤ c × d"),
        (r"\log_2 n + \log x + \max\alpha", "log₂ n + log x + max α"),
        (r"\alpha\beta \Delta_t", "αβ Δₜ"),
        (r"\text{if } x \in \mathbb{R}", "if x ∈ R"),
        (r"QK^\top, 90^\circ", "QKᵀ, 90°"),
        (r"\left\lfloor \frac{x}{2}\right\rfloor", "⌊x/2⌋"),
        (r"\begin{cases} a & \text{if } b \\ c & \text{otherwise} \end{cases}", "a if b; c otherwise"),
        (r"\hat y + \bar{x}", "y\u0302 + x\u0304"),
        (r"5\,\%\;\$\_", "5 % $_"),
        (r"\binom{n}{k}", "C(n, k)"),
        (r"\unheard{x}", "unheardx"),
        ("a}b{", "ab"),
        ("{" * 5_000, ""),
    ],
)
def test_latex_becomes_plain_text(tex: str, shown: str) -> None:
    assert plain_latex(tex) == shown


@given(st.lists(st.sampled_from([*"\\{}[]^_ab1 -&~'", "\\frac", "\\sqrt", "\\text", "\\left."])).map("".join))
def test_any_latex_can_be_read(tex: str) -> None:
    assert not re.search(r"\\[a-z]", plain_latex(tex))


def test_the_formulas_of_decks_leave_no_latex_over() -> None:
    for deck in (tinyml(), networking()):
        for formula in (formula for chapter in deck.chapters for formula in chapter.formulas):
            shown = plain_latex(typeset_latex(formula.formula.node))
            assert shown and not re.search(r"[\\{}]", shown), shown


def texts(deck: Deck, draws: int) -> Iterator[str]:
    """What the bot shows of some variants of each exercise, and of the chapters."""
    for chapter in deck.chapters:
        yield chapter.intro
        yield from (callout.text for callout in chapter.callouts)
    for exercise in deck.exercises:
        for seed in range(draws):
            try:
                variant = filled(deck, exercise, seed).variant
            except NoVariant:
                continue
            yield from (variant.prompt, *variant.hints, variant.insight or "")


@pytest.mark.parametrize("deck", [tinyml, networking])
def test_every_text_of_every_deck_is_shown_whole(deck: object) -> None:
    assert callable(deck)
    for text in texts(deck(), draws=2):
        shown = discord_text(text)
        assert len(shown) < 4096 and not shown.endswith("…")
        outside = re.sub(r"```[\s\S]*?```|`[^`]*`", "", shown)
        assert not re.search(r"\\[A-Za-z0-9]|[{}]|\$.*\\", outside), shown
        assert not re.search(r"[*_~|`\[<]", re.sub(r"\\.|\*{1,3}(?=\w)|(?<=[\w.,)])\*{1,3}", "", outside)), shown
        for block in re.findall(r"```\n([\s\S]*?)\n```", shown):
            assert max(map(len, block.split("\n"))) <= WIDEST
