"""The renderer shows Markdown as Discord does, and texts of the bot that are to be shown as they are as just that."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.markdown import plain_text, quoted, spoiler
from tests.bot.rendered.markdown import Clock, block, line

CLOCK = Clock(datetime(2026, 5, 4, 10, tzinfo=UTC))
TEXT = st.text(st.sampled_from("ab1 *_~`|\\<>&#@[]():/-+.!\n"), max_size=40)
INVISIBLE = "\N{ZERO WIDTH SPACE}"


def shown(html: str) -> str:
    """What is to be read of a page."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br>", "\n"))).replace(INVISIBLE, "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* _c_ __d__ ~~e~~", "<strong>a</strong> <em>b</em> <em>c</em> <u>d</u> <s>e</s>"),
        ("***a***", "<strong><em>a</em></strong>"),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
        (r"\*\*a\*\* \<@1>", "**a** &lt;@1&gt;"),
        ("`a **b** <c>`", "<code>a **b** &lt;c&gt;</code>"),
        ("```py\na < b\n```\nc", "<pre>a &lt; b</pre>c"),
        ("# A\n## B\n### C\n#D", "<h1>A</h1><h2>B</h2><h3>C</h3>#D"),
        ("a\n-# small\nb # c", "a<br><small>small</small>b # c"),
        ("> a\n> b\nc", "<blockquote>a<br>b</blockquote>c"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[here](https://a.b/c) <https://d.e>", '<a class="link">here</a> <a class="link">https://d.e</a>'),
        (
            "<@ann> <@&all> <#drills>",
            '<span class="mention">@ann</span> <span class="role">@all</span> <span class="mention"># drills</span>',
        ),
        ("</setup add:0>", '<span class="mention">/setup add</span>'),
        ("||a\n```\nb\n```||", '<span class="spoiler"><span>a<br><pre>b</pre></span></span>'),
    ],
)
def test_markdown_is_read_as_discord_reads_it(text: str, html: str) -> None:
    assert block(text, CLOCK) == html


def test_lists_keep_their_numbers_and_levels() -> None:
    found = block("- a\n  - b\n3. c", CLOCK)
    assert re.findall(r'--in:(\d)"><i>([^<]+)</i>(\w)', found) == [("0", "•", "a"), ("1", "•", "b"), ("0", "3.", "c")]


@pytest.mark.parametrize(
    ("style", "language", "words"),
    [
        ("F", "en", "Monday, 4 May 2026 13:00"),
        ("F", "de", "Montag, 4. Mai 2026 13:00"),
        ("R", "en", "in 1 hour"),
        ("R", "de", "in 1 Stunde"),
        ("t", "en", "13:00"),
        ("d", "de", "04.05.2026"),
    ],
)
def test_instants_are_told_in_the_zone_and_language_of_the_reader(style: str, language: str, words: str) -> None:
    clock = Clock(CLOCK.now, language=language)
    assert block(f"<t:1777892400:{style}>", clock) == f"<time>{words}</time>"


@given(TEXT)
def test_a_title_shows_no_mark_of_its_own_and_nothing_of_it_acts(text: str) -> None:
    for page in (line(plain_text(text), CLOCK), block(plain_text(f"x{text}x"), CLOCK)):
        assert set(re.findall(r"<[^>]*>", page)) <= {"<br>"}
    assert shown(line(plain_text(text), CLOCK)) == text


@given(TEXT)
def test_what_a_member_typed_stays_in_its_span_of_code(text: str) -> None:
    assert re.fullmatch(r"a <code>[^<]*</code> b", block(f"a {quoted(text)} b", CLOCK))


@given(TEXT)
def test_nothing_of_a_solution_stands_outside_of_its_spoiler(text: str) -> None:
    found = block(spoiler(plain_text(text)), CLOCK)
    assert found == "" or re.fullmatch(r'<span class="spoiler"><span>.*</span></span>', found, re.DOTALL)
