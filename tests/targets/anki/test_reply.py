"""The front of a card: typing, checking, another try, hints, keys; and the rating that the back suggests."""

from __future__ import annotations

import html as hypertext
import json
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from compiler.checker import NumberKey, grade
from tests.targets.anki.reviewer import Reviewer
from tests.targets.anki.studied import CHOSEN, studied

NUMBER = CHOSEN["derive"]
CARD = studied().cards[NUMBER]


@pytest.fixture
def reviewer(kept_page: Page) -> Reviewer:
    """A card's front, just shown."""
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    reviewer.front(CARD)
    return reviewer


def right(reviewer: Reviewer) -> str:
    """The right answer to what is asked."""
    key = studied().tables[NUMBER][reviewer.row()].key
    assert isinstance(key, NumberKey)
    return f"{key.value:.15g}"


def rated(reviewer: Reviewer) -> str | None:
    """The suggestion on the back."""
    reviewer.back(CARD)
    return reviewer.page.inner_text(".rate") if reviewer.page.is_visible(".rating") else None


def test_the_input_has_the_focus(reviewer: Reviewer) -> None:
    expect(reviewer.page.locator("#typeans")).to_be_focused()


def test_the_question_says_what_the_reply_holds(reviewer: Reviewer) -> None:
    assert reviewer.page.inner_text(".reply label") == "Your answer: a number in MB"


def test_what_is_typed_is_echoed_as_it_is_read(reviewer: Reviewer) -> None:
    reviewer.page.keyboard.type("3.4e6*32/8 B")
    expect(reviewer.page.locator(".echo")).to_have_text("Read as 3.4e6 × 32 / 8 B = 13.6 MB")


def test_the_echo_says_nothing_of_right_and_wrong(reviewer: Reviewer) -> None:
    for text in (right(reviewer), "1"):
        reviewer.page.fill("#typeans", text)
        expect(reviewer.page.locator(".echo")).to_contain_text("Read as")
        assert reviewer.page.inner_text(".verdict") == ""


def test_enter_checks_and_a_wrong_reply_may_be_followed_by_another(reviewer: Reviewer) -> None:
    assert "Not right yet" in reviewer.reply("1")
    assert reviewer.told() == []
    assert "Right." in reviewer.reply(right(reviewer))
    assert reviewer.told() == []


def test_enter_turns_the_card_once_the_reply_is_right(reviewer: Reviewer) -> None:
    reviewer.reply(right(reviewer))
    reviewer.page.keyboard.press("Enter")
    assert reviewer.told() == ["ans"]


def test_enter_held_down_turns_nothing(reviewer: Reviewer) -> None:
    reviewer.page.fill("#typeans", right(reviewer))
    for _ in range(3):
        reviewer.page.keyboard.down("Enter")
    reviewer.page.keyboard.up("Enter")
    assert "Right." in reviewer.page.inner_text(".verdict")
    assert reviewer.told() == []


def test_enter_without_a_reply_turns_the_card(reviewer: Reviewer) -> None:
    reviewer.page.keyboard.press("Enter")
    assert reviewer.told() == ["ans"]


def test_the_button_checks_too(reviewer: Reviewer) -> None:
    reviewer.page.fill("#typeans", "1")
    reviewer.page.click(".check")
    assert "Not right yet" in reviewer.page.inner_text(".verdict")


def test_a_known_mistake_shows_its_hint(reviewer: Reviewer) -> None:
    key = studied().tables[NUMBER][reviewer.row()].key
    assert isinstance(key, NumberKey)
    said = reviewer.reply(f"{key.mistakes[0].value:.15g}")
    assert key.mistakes[0].hint.split(".")[0][:20] in said


def test_what_people_type_is_never_taken_for_html(reviewer: Reviewer) -> None:
    hostile = "<img src=x onerror=alert(1)> = 3"
    reviewer.reply(hostile)
    reviewer.back(CARD)
    assert reviewer.page.locator("img").count() == 0
    assert "<img" in reviewer.page.inner_text(".yours")


def test_tex_in_a_hint_is_set_by_mathjax(kept_page: Page) -> None:
    start = CARD.front.index('class="table">') + len('class="table">')
    end = CARD.front.index("</pre>", start)
    table = json.loads(hypertext.unescape(CARD.front[start:end]))
    table["words"] = [r"<p>\(x^2\)</p>" for _ in table["words"]]
    card = replace(CARD, front=CARD.front[:start] + hypertext.escape(json.dumps(table)) + CARD.front[end:])
    reviewer = Reviewer(kept_page)
    reviewer.open(card)
    kept_page.evaluate("() => { window.MathJax = {typesetPromise: ([place]) => window.told.push(place.className)}; }")
    reviewer.front(card)
    key = studied().tables[NUMBER][reviewer.row()].key
    assert isinstance(key, NumberKey)
    assert "x^2" in reviewer.reply(f"{key.mistakes[0].value:.15g}")
    assert reviewer.told() == ["verdict wrong"]


@pytest.mark.parametrize(
    ("replies", "suggestion"),
    [
        (["right"], "Good"),
        (["1", "right"], "Again"),
        (["1"], "Again"),
        (["3 §", "right"], "Good"),
        (["1/2 3 kb", "right"], "Hard"),
        ([], None),
        (["3 §"], None),
        (["right", "1"], "Good"),
    ],
)
def test_the_rating_follows_from_the_first_reply(
    replies: list[str], suggestion: str | None, reviewer: Reviewer
) -> None:
    for reply in replies:
        reviewer.reply(right(reviewer) if reply == "right" else reply)
    assert rated(reviewer) == suggestion


def test_a_hint_that_was_opened_makes_it_hard(reviewer: Reviewer) -> None:
    reviewer.page.click(".hints summary >> nth=0")
    expect(reviewer.page.locator(".hints details").first).to_have_attribute("open", "")
    reviewer.reply(right(reviewer))
    assert rated(reviewer) == "Hard"


def test_a_hint_that_is_opened_after_the_right_reply_changes_nothing(reviewer: Reviewer) -> None:
    reviewer.reply(right(reviewer))
    reviewer.page.click(".hints summary >> nth=0")
    expect(reviewer.page.locator(".hints details").first).to_have_attribute("open", "")
    assert rated(reviewer) == "Good"


def test_rounding_too_far_makes_it_hard(reviewer: Reviewer) -> None:
    while not (rounded := rounded_too_far(reviewer)):
        reviewer.back(CARD)
        reviewer.front(CARD)
    reviewer.reply(rounded[0])
    reviewer.reply(right(reviewer))
    assert rated(reviewer) == "Hard"


def rounded_too_far(reviewer: Reviewer) -> list[str]:
    """Replies to what is asked that have too few digits; some numbers have none."""
    key = studied().tables[NUMBER][reviewer.row()].key
    assert isinstance(key, NumberKey)
    coarse = [f"{key.value:.{digits}g}" for digits in (1, 2, 3)]
    return [reply for reply in coarse if grade(key, reply).kind == "rounded-too-far"]


def test_the_same_wrong_reply_again_is_no_further_one(reviewer: Reviewer) -> None:
    for _ in range(3):
        reviewer.reply("1")
    reviewer.back(CARD)
    assert reviewer.page.locator(".yours li").count() == 1


def test_the_keyboard_does_not_stop_at_what_anki_would_turn_the_card_for(reviewer: Reviewer) -> None:
    assert reviewer.page.get_attribute(".check", "tabindex") == "-1"
    reviewer.page.fill("#typeans", "1")
    reviewer.page.click(".check")
    expect(reviewer.page.locator("#typeans")).to_be_focused()


def test_pasted_lines_are_several_values(kept_page: Page) -> None:
    card = studied().cards[CHOSEN["vector"]]
    reviewer = Reviewer(kept_page)
    reviewer.open(card)
    reviewer.front(card)
    kept_page.evaluate("""() => {
        const data = new DataTransfer();
        data.setData("text", "3\\r\\n4\\n5\\n");
        const paste = new ClipboardEvent("paste", {clipboardData: data, cancelable: true});
        document.getElementById("typeans").dispatchEvent(paste);
    }""")
    assert kept_page.input_value("#typeans") == "3; 4; 5"


def test_a_question_mark_opens_the_next_hint(reviewer: Reviewer) -> None:
    for opened in (1, 2):
        reviewer.reply("?")
        expect(reviewer.page.locator(".hints details[open]")).to_have_count(opened)
        assert f"Hint {opened} is open." in reviewer.page.inner_text(".verdict")
    assert "no further hint" in reviewer.reply("?")
    assert reviewer.page.input_value("#typeans") == ""
    reviewer.reply(right(reviewer))
    assert rated(reviewer) == "Hard"


def test_a_click_on_a_hint_leaves_the_focus_where_one_types(reviewer: Reviewer) -> None:
    for place in (".hints summary >> nth=0", ".keypad summary"):
        reviewer.page.click(place)
        expect(reviewer.page.locator("#typeans")).to_be_focused()


def test_one_key_takes_the_suggestion(reviewer: Reviewer) -> None:
    reviewer.reply(right(reviewer))
    assert rated(reviewer) == "Good"
    reviewer.page.keyboard.press("0")
    assert reviewer.told() == ["ease3"]


def test_a_click_takes_the_suggestion(reviewer: Reviewer) -> None:
    reviewer.reply("1")
    reviewer.back(CARD)
    reviewer.page.click(".rate")
    assert reviewer.told() == ["ease1"]


def test_a_phone_is_rated_in_its_own_way(page: Page) -> None:
    reviewer = Reviewer(page, phone=True)
    page.add_init_script("window.told = []; window.buttonAnswerEase1 = () => told.push('again')")
    reviewer.load_front(CARD)
    reviewer.reply("1")
    reviewer.load_back(CARD)
    page.click(".rate")
    assert reviewer.told() == ["again"]


def test_where_a_card_cannot_rate_the_suggestion_is_words(kept_page: Page) -> None:
    reviewer = Reviewer(kept_page)
    reviewer.load_front(CARD)
    reviewer.reply("1")
    reviewer.load_back(CARD)
    assert kept_page.inner_text(".rating").startswith("Suggested rating: Again")
    assert kept_page.is_disabled(".rate")
    assert not kept_page.is_visible("kbd")


def test_the_back_leaves_every_key_to_anki(reviewer: Reviewer) -> None:
    reviewer.reply("1")
    reviewer.back(CARD)
    page = reviewer.page
    page.evaluate(
        "window.taken = []; document.addEventListener('keydown', (e) => taken.push([e.key, e.defaultPrevented]))"
    )
    for key in ("1", "2", "3", "4", "Enter", "Space", "e"):
        page.keyboard.press(key)
    assert [key for key, prevented in page.evaluate("taken") if prevented] == []
    assert len(page.evaluate("taken")) == 7
    assert page.evaluate("document.activeElement === document.body")
    assert reviewer.told() == []


def test_the_key_of_a_card_that_is_gone_does_nothing(reviewer: Reviewer) -> None:
    reviewer.reply("1")
    reviewer.back(CARD)
    reviewer.page.evaluate("document.getElementById('qa').innerHTML = 'a card of somebody else'")
    reviewer.page.keyboard.press("0")
    assert reviewer.told() == []


def test_keys_type_where_no_keyboard_comes_up(reviewer: Reviewer) -> None:
    page = reviewer.page
    page.click(".keypad summary")
    page.evaluate("document.activeElement.blur()")
    for name in ("1", "2", "point", "5", "times ten to the power of", "6", "kB", "delete", "delete"):
        page.click(f".press[aria-label='{name}']")
    assert page.input_value("#typeans") == "12.5×10^6 "
    assert page.evaluate("document.activeElement.id") != "typeans"
    expect(page.locator(".echo")).to_contain_text("Read as")


def test_a_key_replaces_what_is_selected_and_keeps_the_focus(reviewer: Reviewer) -> None:
    page = reviewer.page
    reviewer.reply("1")
    page.click(".keypad summary")
    page.focus("#typeans")
    page.evaluate("document.getElementById('typeans').select()")
    page.click(".press[aria-label='7']")
    assert page.input_value("#typeans") == "7"
    expect(page.locator("#typeans")).to_be_focused()


def test_the_keys_offer_what_the_question_needs(kept_page: Page) -> None:
    offered = {
        "derive": "MB",
        "formula": "K",
        "decide": "does not fit",
        "vector": ";",
        "debug": "line",
    }
    assert set(offered) == set(CHOSEN)
    reviewer = Reviewer(kept_page)
    reviewer.open(CARD)
    for kind, key in offered.items():
        reviewer.front(studied().cards[CHOSEN[kind]])
        kept_page.click(".keypad summary")
        assert kept_page.is_visible(f".words .press[aria-label='{key}']"), kind
