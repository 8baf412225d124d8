"""The workbook's one file: cover, chapters, review, progress, with style, fonts, script and checker in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from compiler.checker import twin
from compiler.deck import Chapter, Deck
from compiler.targets.html import about, escape, script
from compiler.targets.workbook.embedded import faces
from compiler.targets.workbook.prose import introduction, prose
from compiler.targets.workbook.section import Section

_HERE = Path(__file__).parent
# Each file uses functions of all.
_PARTS = (
    "days", "memory", "streak", "elements", "storage", "history", "attempt", "hints", "exercise", "standing", "review",
    "search", "keeping", "printing", "theme", "views", "start",
)  # fmt: skip


# With scripts the page becomes an exercise book; without, everything stands there to be read.
_WRAPPED = """(function () {{
"use strict";
{checker}
{parts}
start();
}})();"""


def document(deck: Deck, sections: Sequence[Section]) -> str:
    """The whole file as HTML, with the sections of the deck's exercises that it is to show."""
    by_slug = {section.slug: section for section in sections}
    code = page_script()
    facts = {
        "language": escape(deck.language),
        "title": escape(deck.title),
        "policy": _policy(code),
        "style": f"{faces()}\n{_text('page.css')}",
        "deck": escape(deck.id),
        "description": prose(deck.description),
        "contents": "".join(_entry(deck, chapter) for chapter in deck.chapters),
        "colophon": "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in about(deck)),
        "script": code,
    }
    # Put together at once: the chapters are nearly all of the page, and every copy of them would cost as much again.
    before, behind = (part.format(**facts) for part in _text("page.html").split("{chapters}"))
    chapters = (part for chapter in deck.chapters for part in _chapter(deck, chapter, by_slug))
    return "".join([before, *chapters, behind])


@cache
def page_script() -> str:
    """The page's script, with the checker in it."""
    parts = "\n".join([script(), *(_text(f"{part}.js") for part in _PARTS)])
    return _WRAPPED.format(checker=twin(), parts=parts)


def _policy(code: str) -> str:
    """What a browser lets the page do: run this script, and ask nobody for anything."""
    digest = b64encode(sha256(code.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _entry(deck: Deck, chapter: Chapter) -> str:
    return (
        f'<li><a href="#/{chapter.number}"><span class="number">{chapter.number}</span> '
        f'<span class="name" lang="{escape(deck.language)}">{escape(chapter.title)}</span>'
        '<span class="done"></span></a></li>'
    )


def _chapter(deck: Deck, chapter: Chapter, sections: Mapping[str, Section]) -> Iterator[str]:
    place, language = f"/{chapter.number}", escape(deck.language)
    yield (
        f'<section class="view chapter" id="{place}" lang="{language}" aria-labelledby="{place}/title" tabindex="-1">'
        f'<header class="opening"><p class="eyebrow" lang="en">Chapter {chapter.number}</p>'
        f'<h1 id="{place}/title">{escape(chapter.title)}</h1><div class="standing" lang="en"></div></header>'
        f'{introduction(chapter)}<div class="exercises">'
    )
    yield from (sections[each.slug].html for each in chapter.exercises if each.slug in sections)
    yield f"</div>{_onward(deck, chapter)}</section>"


def _onward(deck: Deck, chapter: Chapter) -> str:
    """Links to the chapters before and after."""
    at = deck.chapters.index(chapter)
    neighbours = [("previous", each) for each in deck.chapters[max(at - 1, 0) : at]]
    neighbours += [("next", each) for each in deck.chapters[at + 1 : at + 2]]
    links = "".join(
        f'<a class="{which}" href="#/{each.number}"><span lang="en">{which.capitalize()} chapter</span> '
        f"{escape(each.title)}</a>"
        for which, each in neighbours
    )
    return f'<nav class="onward" aria-label="Neighbouring chapters">{links}</nav>' if links else ""


def _text(name: str) -> str:
    return _HERE.joinpath("page", name).read_text("utf-8")
