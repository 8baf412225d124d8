"""What a deck says of itself, besides its words: who wrote it, after what, under which licence, where mistakes go."""

from __future__ import annotations

from compiler.deck import Deck
from compiler.targets.html.markdown import escape


def about(deck: Deck) -> list[tuple[str, str]]:
    """The facts by name, as HTML; those that the deck does not tell are left out."""
    facts = [
        ("Authors", escape(", ".join(deck.authors))),
        ("Source", escape(deck.source)),
        ("Licence", escape(deck.licence)),
        ("Mistakes and ideas", _link(deck.address)),
    ]
    return [(name, text) for name, text in facts if text]


def _link(address: str) -> str:
    if address.startswith(("https://", "http://")):
        return f'<a href="{escape(address)}">{escape(address)}</a>'
    return escape(address)
