"""How far a learner is, in lines of text."""

from __future__ import annotations

from bot.messages.markdown import plain_text
from bot.messages.words import say
from scheduler.practice import Progress

_MOST_DECKS, _MOST_TITLE = 10, 100


def mastery_lines(found: Progress) -> list[str]:
    """A line a deck, those that were begun first; what is due today, and new."""
    decks = sorted(found.decks, key=lambda each: not each.mastery.begun)
    lines = []
    for each in decks[:_MOST_DECKS]:
        reached = each.mastery
        slots = {"mastered": reached.mastered, "total": reached.total, "learning": reached.begun - reached.mastered}
        lines.append(say("streak.mastery", deck=plain_text(each.deck.title[:_MOST_TITLE]), **slots))
    if len(decks) > _MOST_DECKS:
        lines.append(say("picture.more", n=len(decks) - _MOST_DECKS))
    return [*lines, say("streak.due", due=found.due.today, new=found.due.new)]
