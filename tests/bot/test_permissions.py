"""Permissions: one table, the link that asks for just them, and their names in Discord's words."""

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.messages.words import table
from bot.permissions import NEEDED, NEEDS, PING, invite, missing


def test_nothing_is_missing_where_all_of_the_table_is_given() -> None:
    assert missing(NEEDED) == []
    assert missing(discord.Permissions(administrator=True), role_ping=True) == []


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.flag)
def test_each_is_told_by_its_own_name_where_it_alone_is_missing(need: object) -> None:
    flag, name = getattr(need, "flag", ""), getattr(need, "name", "")
    without = discord.Permissions(NEEDED.value)
    without.update(**{flag: False})
    assert missing(without) == [name]


def test_they_are_named_as_discord_names_them_and_each_says_what_for() -> None:
    assert missing(discord.Permissions.none()) == [
        "View Channel",
        "Send Messages",
        "Send Messages in Threads",
        "Create Public Threads",
        "Embed Links",
        "Attach Files",
        "Read Message History",
        "Add Reactions",
    ]
    assert all(need.why.startswith("to ") for need in [*NEEDS, PING])


def test_organisers_are_told_of_them_by_the_same_names() -> None:
    assert {need.flag: need.name for need in (*NEEDS, PING)} == {
        key.partition(".")[2]: text for key, text in table().items() if key.startswith("permissions.")
    }


def test_a_ping_needs_one_more() -> None:
    assert missing(NEEDED, role_ping=True) == ["Mention @everyone, @here, and All Roles"]
    assert missing(discord.Permissions(NEEDED.value | discord.Permissions(mention_everyone=True).value)) == []


def test_the_bot_asks_for_no_power_over_others() -> None:
    assert not NEEDED.administrator
    assert not (NEEDED & discord.Permissions.elevated()).value


def test_the_link_asks_for_the_bot_its_commands_and_its_permissions() -> None:
    parts = urlsplit(invite(123456789012345678))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(parts.query) == {
        "client_id": ["123456789012345678"],
        "permissions": [str(NEEDED.value)],
        "integration_type": ["0"],
        "scope": ["bot applications.commands"],
    }
    assert "client_id=APPLICATION_ID&" in invite()
