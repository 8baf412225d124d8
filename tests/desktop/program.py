"""Anki's desktop program: started on a new profile that holds one deck, typed at as a person would, and read."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

# Chromium refuses root its sandbox, and a virtual display has no graphics card. Read when Qt is loaded.
os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox --disable-gpu"
# Otherwise a program that runs already would be asked to come to the front.
os.environ["ANKI_SINGLE_INSTANCE_KEY"] = f"drillbook-{os.getpid()}"

import aqt  # type: ignore[import-not-found]
from anki.cards import Card, CardId
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.lang import set_lang
from aqt.profiles import ProfileManager, VideoDriver  # type: ignore[import-not-found]
from aqt.qt import QEventLoop, Qt, QWidget  # type: ignore[import-not-found]
from aqt.theme import Theme  # type: ignore[import-not-found]
from aqt.webview import AnkiWebPage, AnkiWebView, AnkiWebViewKind  # type: ignore[import-not-found]
from PyQt6.QtTest import QTest  # type: ignore[import-not-found]

T = TypeVar("T")

PROFILE = "Learner"
LANGUAGE = "en_US"
SIZE = 860, 960
PATIENCE = 10.0  # seconds
STEP = 0.01

RETURN = Qt.Key.Key_Return
KEY_P = Qt.Key.Key_P
BACKSPACE = Qt.Key.Key_Backspace
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class TooLate(Exception):
    """Something that a run cannot go on without did not come."""


class Program:
    """The program with its window. Keys go the way of real ones: through Anki's shortcuts to the page."""

    def __init__(self, folder: Path, package: Path) -> None:
        _new_profile(folder, package)
        self.errors = _errors_of_cards()
        self.app = aqt._run(["anki", "--base", str(folder), "--profile", PROFILE], exec=False)
        self.window = aqt.mw
        self.wait(lambda: self.window.col and self.window.state == "deckBrowser", "the list of decks")
        self.come_forward(self.window)
        self.wait(lambda: self.window.web._domDone, "the page of the list of decks")

    @property
    def collection(self) -> Collection:
        collection: Collection = self.window.col
        return collection

    @property
    def card(self) -> Card:
        """The card that is shown."""
        card: Card = self.wait(lambda: self.window.reviewer.card, "a card")
        return card

    def pause(self) -> None:
        """Lets the program do what is waiting for it."""
        self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(STEP)

    def holds(self, condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
        """Whether the condition comes to hold."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.pause()
            if condition():
                return True
        return False

    def wait(self, sought: Callable[[], T], what: str) -> T:
        """What is sought, as soon as there is some."""
        found: list[T] = []

        def look() -> bool:
            found[:] = [sought()]
            return bool(found[0])

        if not self.holds(look):
            raise TooLate(f"{what} did not come within {PATIENCE:g} seconds")
        return found[0]

    def stays(self, condition: Callable[[], object], seconds: float = 0.3) -> bool:
        """Whether the condition holds all the while."""
        return not self.holds(lambda: not condition(), seconds)

    def press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key and lets it go, wherever the focus is."""
        window = self.wait(self.app.focusWindow, "a window with the focus")
        QTest.keyClick(window, key, modifiers)

    def type(self, text: str) -> None:
        for character in text:
            self.press(character)

    def click(self, button: object) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def read(self, expression: str, view: AnkiWebView | None = None) -> object:
        """The value of a JavaScript expression in the page: the reviewer's, unless another is named."""
        values: list[object] = []
        (view or self.window.web).evalWithCallback(f"(() => ({expression}))()", values.append)
        self.wait(lambda: values, f"the value of {expression}")
        return values[0]

    def study(self, deck: str) -> None:
        """Opens a deck's reviewer, as a click on its name and on “Study Now” would."""
        found = self.collection.decks.id_for_name(deck)
        assert found is not None
        self.collection.decks.select(found)
        self.window.moveToState("overview")
        self.wait(lambda: self.read("Boolean(document.getElementById('study'))"), "the deck's overview")
        self.window.moveToState("review")

    def make_due(self, card: CardId) -> None:
        """Lets the minutes go by that a card in learning waits for."""
        waiting = self.collection.get_card(card)
        waiting.due = int(time.time()) - 1
        self.collection.update_card(waiting)
        self.window.reset()

    def ratings(self, card: CardId) -> list[int]:
        """How a card was rated so far, from 1 (Again) to 4 (Easy)."""
        assert self.collection.db is not None
        ratings: list[int] = self.collection.db.list("select ease from revlog where cid = ? order by id", card)
        return ratings

    def set_night(self, night: bool) -> None:
        self.window.set_theme(Theme.DARK if night else Theme.LIGHT)

    @contextlib.contextmanager
    def browser(self, search: str, columns: list[str]) -> Iterator[aqt.browser.Browser]:
        """The window in which cards are listed, with the cards that a search finds, all of them selected."""
        self.collection.set_browser_card_columns(columns)
        browser = aqt.dialogs.open("Browser", self.window, search=(search,))
        self.wait(browser.table.len, "a row in the browser")
        browser.table.select_all()
        self.come_forward(browser)
        yield browser
        browser.close()
        self.wait(aqt.dialogs.allClosed, "the end of the browser")
        self.come_forward(self.window)

    def come_forward(self, window: QWidget) -> None:
        """Puts a window before the others, which nothing else does where windows have no manager."""
        window.resize(*SIZE)
        window.raise_()
        window.activateWindow()
        self.wait(lambda: self.app.activeWindow() is window, "a window to the front")

    def picture(self, path: Path) -> None:
        """Saves what is on the screen of the window that is in front."""
        self.stays(lambda: True)  # until it is painted
        window = self.app.activeWindow() or self.window
        window.screen().grabWindow(window.winId()).save(str(path))

    def close(self) -> None:
        self.window.unloadProfileAndExit()
        self.wait(lambda: self.window.col is None, "the end of the program")


def _new_profile(folder: Path, package: Path) -> None:
    """A profile that asks nothing at its first start, with a deck in it."""
    set_lang(LANGUAGE)
    profiles = ProfileManager(ProfileManager.get_created_base_folder(str(folder)))
    profiles.setupMeta()
    profiles.meta |= {"defaultLang": LANGUAGE, "firstRun": False}
    profiles.meta |= {"check_for_updates": False, "check_for_addon_updates": False}
    profiles.create(PROFILE)
    profiles.load(PROFILE)
    profiles.set_video_driver(VideoDriver.Software)
    profiles.save()
    collection = Collection(profiles.collectionPath())
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    collection.close()
    profiles.db.close()


def _errors_of_cards() -> list[str]:
    """A list that gains what pages with cards report as errors; what Anki's own pages report is left to Anki."""
    errors: list[str] = []
    say = AnkiWebPage.javaScriptConsoleMessage

    def listen(page: AnkiWebPage, level: AnkiWebPage.JavaScriptConsoleMessageLevel, *message: object) -> None:
        shows_cards = page._kind in (AnkiWebViewKind.MAIN, AnkiWebViewKind.PREVIEWER)
        if shows_cards and level == AnkiWebPage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            errors.append(str(message[0]))
        say(page, level, *message)

    AnkiWebPage.javaScriptConsoleMessage = listen
    return errors
