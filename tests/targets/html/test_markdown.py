"""Small Markdown becomes HTML that shows it and does nothing."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.targets.html.markdown import as_written, escape, literal, marker, render

ALLOWED = {
    "p", "ul", "ol", "li", "em", "strong", "code", "pre", "br", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert all(name in {"class", "style", "start"} for name, _ in attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        (r"$\frac{a}{b} < c$", r"<p>\(\frac{a}{b} &lt; c\)</p>"),
        (r"\$5 and \$6, \*no\*", "<p>$5 and $6, *no*</p>"),
        ("`$HOME$`", "<p><code>$HOME$</code></p>"),
        ("$a_1$ and $a_2$", r"<p>\(a_1\) and \(a_2\)</p>"),
        ("costs $5 or $6", "<p>costs $5 or $6</p>"),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("[a](http://b) ![c](d)", "<p>[a](http://b) ![c](d)</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("[sound:a.mp3] [latex]x[/latex]", "<p>&#91;sound:a.mp3] &#91;latex]x&#91;/latex]</p>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert render(markdown) == html


def test_a_table_scrolls_in_a_box_of_its_own() -> None:
    html = render("|a|b|\n|:--|--:|\n|1|2|")
    assert html.startswith('<div class="scroll"><table>')
    assert html.endswith("</table></div>")
    assert '<td style="text-align:right">2</td>' in html


def test_pieces_stand_where_their_markers_stood() -> None:
    html = render(f"**{marker(1)} tokens** in `{marker(0)}`\n\n|{marker(1)}|\n|--|\n|x|", ["<i>0</i>", "<i>1</i>"])
    assert "<strong><i>1</i> tokens</strong> in <code><i>0</i></code>" in html
    assert "<th><i>1</i></th>" in html


def test_latex_is_shown_as_written_where_there_is_no_mathjax() -> None:
    assert render("$n^2 < 3$", math=as_written) == "<p><code>n^2 &lt; 3</code></p>"


@given(st.text())
def test_plain_text_shows_itself_and_nothing_else(text: str) -> None:
    html = escape(text)
    assert "<" not in html
    assert '"' not in html
    assert re.search(r"\[(sound|anki|latex|/latex)", html, re.IGNORECASE) is None


@given(st.text(alphabet=st.sampled_from("*_`$\\|-\n <>&[]()#!1. ab:\"'~{}\ue000\ue001")))
def test_no_markdown_makes_other_tags_or_loses_its_balance(text: str) -> None:
    reader = Reader(render(literal(text)))
    assert reader.tags <= ALLOWED
    assert reader.open == []
