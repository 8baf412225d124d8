"""The scheduler's commands: `drillbook practice` and what belongs to it. They are joined by `drillbook` lazily.

What a command of another room needs as well, to find the store and the decks, is passed on here.
"""

from scheduler.commands.place import now, owned, shelf, store_path

__all__ = ["now", "owned", "shelf", "store_path"]
