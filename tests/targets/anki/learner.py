"""A learner's Anki: an empty collection of the official program, into which packages are imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.decks import DeckId
from anki.notes import Note

from compiler.deck import Deck, Filled
from compiler.targets.anki import Release, build, with_retired
from tests.targets.anki.sample import contents


class Learner:
    """Imports decks as the import dialog does with its box for presets ticked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.col = Collection(str(folder / "collection.anki2"))

    def take(self, deck: Deck, tables: tuple[tuple[Filled, ...], ...], release: Release | None = None) -> None:
        """Import the package of a deck."""
        self.take_package(build(deck, with_retired(deck, contents(deck, tables), release), release))

    def take_package(self, data: bytes, **options: Any) -> None:
        """Import a package, with options of the dialog instead."""
        package = self.folder / "deck.apkg"
        package.write_bytes(data)
        chosen = ImportAnkiPackageOptions(**{"with_deck_configs": True, **options})
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=chosen))
        self.col.models._clear_cache()

    def note(self, identity: str) -> Note:
        (found,) = [self.col.get_note(nid) for nid in self.col.find_notes("") if self.key(nid).endswith(f"/{identity}")]
        return found

    def key(self, note: int) -> str:
        return self.col.get_note(note)["Key"]  # type: ignore[arg-type]

    def deck_names(self) -> list[str]:
        return [deck.name for deck in self.col.decks.all_names_and_ids(skip_empty_default=True)]

    def study(self, deck: str, rating: int) -> None:
        """Answer the first card of a deck: 1 again, 2 hard, 3 good, 4 easy."""
        number = self.col.decks.id_for_name(deck)
        assert number is not None
        self.col.decks.select(DeckId(number))
        card = self.col.sched.getCard()
        assert card is not None
        self.col.sched.answerCard(card, rating)  # type: ignore[arg-type]
