"""From small Markdown to HTML: emphasis, lists, tables, code, paragraphs and TeX, and nothing that could act.

Where a number stands that changes from variant to variant, the Markdown holds a marker and the HTML what belongs there.
How TeX is shown, a target says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape as _escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from compiler.deck import LATEX

Math = Callable[[str], str]
"""How a target shows TeX: from what stands between the dollar signs to HTML. A parser is kept for each of them."""

# Private-use characters; a text that brings its own loses them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")
# In a field's text, Anki acts on these: sounds, speech, and formulas for a LaTeX program.
_ACTIVE = re.compile(r"\[(?=/?(?:sound:|anki:|latex\]|\${1,2}\]))", re.IGNORECASE)
# The corner of a table heads nothing.
_EMPTY_HEADING = re.compile(r"<th([^>]*)></th>")
_RULES = ("paragraph", "list", "table", "fence", "newline", "escape", "backticks", "emphasis")


def escape(text: str, quote: bool = True) -> str:
    """Plain text as HTML that shows it, for a field of a note: Anki finds nothing in it to act on.

    Quotes need it in attributes only.
    """
    return _ACTIVE.sub("&#91;", _escape(_STRAY.sub("\N{REPLACEMENT CHARACTER}", text), quote=quote))


def marker(index: int) -> str:
    """What stands in Markdown for the piece of HTML of that index."""
    return f"{_OPEN}{index}{_CLOSE}"


def literal(markdown: str) -> str:
    """Markdown without markers of its own."""
    return _STRAY.sub("\N{REPLACEMENT CHARACTER}", markdown)


def mathjax(tex: str) -> str:
    r"""TeX for MathJax, on pages that have it: `\(…\)`."""
    return rf"\({_escape(tex, quote=False)}\)"


def as_written(tex: str) -> str:
    """TeX as its author wrote it, for places that set no formulas."""
    return f"<code>{_escape(tex, quote=False)}</code>"


def render(markdown: str, pieces: Sequence[str] = (), *, math: Math = mathjax) -> str:
    """The HTML of small Markdown, its markers replaced by pieces of HTML."""
    html = str(_parser(math).render(markdown)).strip()
    html = _EMPTY_HEADING.sub(r"<td\1></td>", html)
    return _MARKER.sub(lambda found: pieces[int(found[1])], _ACTIVE.sub("&#91;", html))


@cache
def _parser(math: Math) -> MarkdownIt:
    def tex(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return math(tokens[index].content)

    parser = MarkdownIt("zero").enable(list(_RULES))
    parser.inline.ruler.before("escape", "math", _math)
    parser.add_render_rule("math", tex)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _math(state: StateInline, silent: bool) -> bool:
    """An inline rule: the LaTeX that a deck's texts know, as one token."""
    found = LATEX.match(state.src, state.pos)
    if found is None or _OPEN in found[0]:
        return False
    if not silent:
        state.push("math", "", 0).content = found[0][1:-1]
    state.pos = found.end()
    return True


def _fence(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return f"<pre><code>{_escape(tokens[index].content, quote=False)}</code></pre>\n"


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return '<div class="scroll"><table>\n'


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>\n"
