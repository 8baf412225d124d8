"""Definitions become proved decks, and replies are graded: the formula language, the checker, the deck, the targets."""
