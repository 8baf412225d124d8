"""Commands in every language: their names stay, what they and their options are for is translated by Discord.

Wherever discord.py takes a text, `described("commands.streak")` does, too: a description, or the name of a choice.
"""

from __future__ import annotations

from discord import Locale, app_commands

from bot.messages.words import ENGLISH, language_of, table


def described(key: str) -> app_commands.locale_str:
    """The text of a key for Discord to show, in whichever language a member has chosen there. Raises KeyError."""
    return app_commands.locale_str(table()[key], key=key)


class Translations(app_commands.Translator):
    """What discord.py asks for the texts of other languages than English."""

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The text in the language of a locale; None where that is the English one, or it has no key."""
        language, key = language_of(locale.value), string.extras.get("key")
        return None if key is None or language == ENGLISH else table(language)[key]
