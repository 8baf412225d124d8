"""The workbook's file: whole, within itself, and safe from what a deck says."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from compiler.deck import Callout, Deck, KeyFormula, table
from compiler.targets.workbook import document, section
from compiler.targets.workbook.document import page_script
from tests.deck.samples import DOUBLE, loaded, tinyml
from tests.targets.workbook.opened import Workbook, address, tables, written

HOSTILE = "</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) {x} <b>& \"'"
VOID = {"meta", "img", "input", "link", "br"}


class Tags(HTMLParser):
    """What a page is built of: its tags and attributes, and whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.links.append((value or "")[1:])
            elif name in ("src", "href", "action", "data", "srcset") and not (value or "").startswith("data:"):
                self.outside.append(f"{tag} {name}={value}")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def html() -> str:
    return Path(address().removeprefix("file://")).read_text("utf-8")


def test_the_page_is_well_formed_and_names_no_place_twice(html: str) -> None:
    tags = Tags(html)
    assert tags.open == []
    assert len(set(tags.ids)) == len(tags.ids)


def test_no_exercise_can_be_named_like_a_part_of_the_page(html: str) -> None:
    slugs = {rows[0].exercise.slug for rows in tables().values()}
    assert all("/" in name for name in set(Tags(html).ids) - slugs)


def test_every_link_leads_somewhere_on_the_page_and_none_out_of_it(html: str) -> None:
    tags = Tags(html)
    assert set(tags.links) <= set(tags.ids)
    assert tags.outside == []
    assert tags.handlers == []


def test_the_policy_lets_this_script_run_and_nothing_be_asked_for(html: str) -> None:
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert script == [page_script()]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    digest = b64encode(sha256(script[0].encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}';" in policy[1]


def test_the_script_makes_no_code_of_text_and_only_the_decks_own_html() -> None:
    acting = r"\beval\b|\bFunction\(|document\.write|\bimport\(|\bfetch\b|XMLHttp|WebSocket"
    assert re.search(acting, page_script()) is None
    assert re.findall(r"innerHTML = (\w+)", page_script()) == ["html"]
    assert "insertAdjacentHTML" not in page_script()


def test_each_exercise_is_there_once_with_its_first_variant_to_be_read_without_scripts(html: str) -> None:
    for rows in tables().values():
        (article,) = re.findall(
            rf'<article class="exercise[^>]* id="{rows[0].exercise.slug}".*?</article>', html, re.DOTALL
        )
        assert rows[0].answer.split()[0] in article


def test_an_exercise_may_have_any_slug_and_a_deck_any_language(page: Page, tmp_path: Path) -> None:
    (exercise,) = (sound := loaded(tmp_path, DOUBLE)).exercises
    names = ("working", "main", "contents", "title", "review", "constructor")
    exercises = tuple(replace(exercise, slug=name, identity=name) for name in names)
    said = replace(sound, language="de", chapters=(replace(sound.chapters[0], exercises=exercises),))
    workbook = Workbook(page, written(document(said, [section(said, each, table(said, each)) for each in exercises])))
    for name in names:
        workbook.open(f"#{name}")
        assert page.locator(f"#{name} .reply input").is_visible()
        assert page.locator(".view:visible").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".chapter").get_attribute("lang") == "de"
    assert page.locator("#working .work").get_attribute("lang") == "en"


def test_what_a_deck_says_is_shown_and_never_acts(page: Page, tmp_path: Path) -> None:
    said = hostile(loaded(tmp_path, DOUBLE))
    sections = [section(said, each, table(said, each)) for each in said.exercises]
    html = document(said, sections)
    tags = Tags(html)
    assert tags.outside == []
    assert tags.handlers == []
    workbook = Workbook(page, written(html))
    for view in ("#/", f"#/{said.chapters[0].number}"):
        workbook.open(view)
        assert page.locator("main img, main b:not(.symbols b)").count() == 0
    assert "<b>&" in page.locator(".chapter h1").inner_text()


def hostile(sound: Deck) -> Deck:
    """A deck whose texts would like to be HTML."""
    (chapter,) = sound.chapters
    exercises = tuple(replace(each, title=HOSTILE) for each in chapter.exercises)
    formula = tinyml().chapters[0].formulas[0]
    changed = replace(
        chapter,
        title=HOSTILE,
        intro=HOSTILE,
        formulas=(KeyFormula(HOSTILE, formula.formula, ((HOSTILE, HOSTILE),), HOSTILE),),
        callouts=(Callout(HOSTILE, HOSTILE),),
        exercises=exercises,
    )
    texts = dict.fromkeys(("title", "description", "licence", "source", "address"), HOSTILE)
    return replace(sound, **texts, authors=(HOSTILE,), language='en"><b>', chapters=(changed,))  # type: ignore[arg-type]
