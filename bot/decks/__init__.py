"""The decks that the bot has: taken in from strangers, proved, kept, and built as files for whoever asks."""
