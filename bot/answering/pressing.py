"""Buttons, which survive a restart: what one does, and to what, stands in its custom id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import discord

from bot.messages.words import say

if TYPE_CHECKING:
    from bot.desk import Desk

PREFIX = "db"
_ID = rf"{PREFIX}\.(?P<action>[a-z]{{1,12}})\.(?P<number>[0-9]{{1,18}})"
Style = discord.ButtonStyle
Handler = Callable[["Desk", discord.Interaction, int], Awaitable[None]]
HANDLERS: dict[str, Handler] = {}
"""What each action does; `handles` fills it."""


def handles(action: str) -> Callable[[Handler], Handler]:
    """Have a function do what the buttons of an action ask for."""

    def kept(handler: Handler) -> Handler:
        HANDLERS[action] = handler
        return handler

    return kept


def custom_id(action: str, number: int) -> str:
    """The custom id of a button or modal."""
    return f"{PREFIX}.{action}.{number}"


class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_ID):
    """A button: an action, and the number of what it is done to."""

    def __init__(self, action: str, number: int, label: str = "…", style: Style = Style.secondary) -> None:
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id(action, number)))
        self.action, self.number = action, number

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: Any, match: Any) -> Press:
        """The button of a message that was sent before, by this process or another."""
        return cls(match["action"], int(match["number"]))

    async def callback(self, interaction: Any) -> None:
        """Have the client do it, which knows how."""
        await interaction.client.pressed(interaction, self.action, self.number)


def buttons(*pressed: tuple[str, int, str, Style]) -> discord.ui.View:
    """A view of buttons: action, number, the key of the label, style.

    The client knows what they do without it, so it is kept by nobody once it is sent: discord.py would keep those of
    private answers for a quarter of an hour.
    """
    view = discord.ui.View(timeout=None)
    for action, number, label, style in pressed:
        view.add_item(Press(action, number, say(label), style))
    view.stop()
    return view
