"""Settings: what each may be, where it comes from, and that all that is wrong is said at once, without the token."""

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.reading import SettingsError, load_settings
from bot.settings.tokens import application_id, trouble_with
from bot.settings.values import NAMES, PREFIX, Settings
from compiler.console import UsageError

APPLICATION = 123456789012345678
TOKEN = f"{base64.b64encode(str(APPLICATION).encode()).decode().rstrip('=')}.Gabc_d.{'x1-Y' * 9}zz"
NOT_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and nothing in the environment."""
    for name in NAMES:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("DRILLBOOK_DATA", str(folder))
    return folder


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def loaded(file: Path | None = None, **environment: str) -> Settings:
    return load_settings(file, {f"{PREFIX}{name.upper()}": value for name, value in environment.items()})


def refused(file: Path | None = None, **environment: str) -> str:
    with pytest.raises(SettingsError) as error:
        loaded(file, **environment)
    return str(error.value)


def test_a_token_is_enough() -> None:
    settings = loaded(token=TOKEN)
    assert settings.token.get_secret_value() == TOKEN
    assert settings.application_id == APPLICATION
    assert (settings.decks, settings.log_level, settings.log_format) == ((), "info", None)
    assert (settings.message_content, settings.drain_seconds, settings.zone) == (False, 20.0, "UTC")
    assert (settings.shards, settings.health, settings.warnings) == (None, None, ())


def test_all_can_be_set_in_the_environment() -> None:
    settings = loaded(
        token=TOKEN,
        decks=" networking, tinyml,,networking",
        log_level="DEBUG",
        log_format="text",
        message_content="yes",
        drain_seconds="1.5",
        zone="Europe/Berlin",
        shards="Auto",
        health="127.0.0.1:8710",
    )
    assert (settings.shards, settings.health) == ("auto", ("127.0.0.1", 8710))
    assert settings.decks == ("networking", "tinyml")
    assert (settings.log_level, settings.log_format, settings.message_content) == ("debug", "text", True)
    assert (settings.drain_seconds, settings.zone) == (1.5, "Europe/Berlin")


def test_all_can_be_set_in_a_file(tmp_path: Path) -> None:
    text = f"""
token = "{TOKEN}"
decks = ["networking"]
log_level = "error"
log_format = "json"
message_content = true
drain_seconds = 120
zone = "Asia/Tokyo"
shards = 2
health = "[::1]:8710"
"""
    settings = loaded(written(tmp_path / "my.toml", text))
    assert (settings.shards, settings.health) == (2, ("::1", 8710))
    assert settings.token.get_secret_value() == TOKEN
    assert (settings.decks, settings.log_level, settings.log_format) == (("networking",), "error", "json")
    assert (settings.message_content, settings.drain_seconds, settings.zone) == (True, 120.0, "Asia/Tokyo")
    assert settings.warnings == ()


def test_the_file_in_the_data_folder_is_read_where_none_is_named(data: Path, tmp_path: Path) -> None:
    written(data / "bot.toml", 'zone = "Asia/Tokyo"')
    assert loaded(token=TOKEN).zone == "Asia/Tokyo"
    other = written(tmp_path / "other.toml", 'log_level = "error"')
    assert loaded(other, token=TOKEN).zone == "UTC"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path / "my.toml", 'token_file = "nowhere"\nzone = "Asia/Tokyo"\nlog_level = "error"')
    settings = loaded(file, token=TOKEN, zone="Europe/Berlin")
    assert (settings.zone, settings.log_level) == ("Europe/Berlin", "error")


def test_an_empty_variable_is_none_at_all() -> None:
    settings = loaded(token=TOKEN, zone="", decks=" ", log_level="")
    assert (settings.zone, settings.decks, settings.log_level) == ("UTC", (), "info")


def test_only_the_environment_that_is_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILLBOOK_ZONE", "Asia/Tokyo")
    assert loaded(token=TOKEN).zone == "UTC"


def test_the_data_folder_and_other_programs_are_no_business_of_the_bot() -> None:
    environment = {
        "DRILLBOOK_TOKEN": TOKEN,
        "DRILLBOOK_DATA": "x",
        "DRILLBOOK_STRESS": "1",
        "ZONE": "Mars",
        "PATH": "/",
    }
    assert load_settings(None, environment).warnings == ()


def test_a_variable_that_is_nearly_a_setting_is_warned_of() -> None:
    (warning,) = loaded(token=TOKEN, log_levl="debug").warnings
    assert warning == "DRILLBOOK_LOG_LEVL in the environment is no setting; did you mean DRILLBOOK_LOG_LEVEL?"


# The proxy


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({"HTTPS_PROXY": "http://there:3128"}, "http://there:3128"),
        ({"https_proxy": "there:3128"}, "http://there:3128"),
        (
            {"HTTPS_PROXY": "http://there:3128", "DRILLBOOK_PROXY": "https://me:secret@mine:1"},
            "https://me:secret@mine:1",
        ),
        ({"HTTPS_PROXY": "http://there:3128", "NO_PROXY": "localhost,.discord.com"}, None),
        ({"HTTPS_PROXY": "http://there:3128", "NO_PROXY": "example.org"}, "http://there:3128"),
        ({"HTTPS_PROXY": " "}, None),
        ({"HTTP_PROXY": "http://there:3128"}, None),
    ],
)
def test_a_proxy_is_the_bots_own_or_that_of_all_programs(environment: dict[str, str], proxy: str | None) -> None:
    settings = load_settings(None, {"DRILLBOOK_TOKEN": TOKEN, **environment})
    assert (settings.proxy, settings.warnings) == (proxy, ())
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("address", ["socks5://me:secret@there:1", "http://me:secret@there:x", "http://", "a secret"])
def test_what_is_no_proxy_is_refused_or_where_it_is_not_ours_warned_of(address: str) -> None:
    said = refused(token=TOKEN, proxy=address)
    assert "DRILLBOOK_PROXY (environment): expected the address of a" in said and "secret" not in said
    settings = load_settings(None, {"DRILLBOOK_TOKEN": TOKEN, "HTTPS_PROXY": address})
    (warning,) = settings.warnings
    assert settings.proxy is None
    assert warning.startswith("HTTPS_PROXY in the environment is not made use of: ") and "secret" not in warning


# The token


def test_without_a_token_it_is_said_where_to_get_one_and_what_else_it_takes() -> None:
    said = refused()
    for part in (
        "https://discord.com/developers/applications → New Application → Bot → Reset Token",
        "DRILLBOOK_TOKEN=…",
        "DRILLBOOK_TOKEN_FILE=FILE",
        "no privileged intent is needed",
        "Message Content is optional",
        "Send Messages in Threads",
        "https://discord.com/oauth2/authorize?client_id=APPLICATION_ID&permissions=",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (f"Bot {TOKEN}", "it begins with the word Bot; leave that out"),
        (f'"{TOKEN}"', "it is in quotes; leave them out"),
        (f" {TOKEN}", "there are spaces or line breaks in it"),
        (f"{TOKEN[:30]}\n{TOKEN[30:]}", "there are spaces or line breaks in it"),
        (str(APPLICATION), "it is the number of an application"),
        ("aB3_" * 8, "it looks like the client secret of OAuth2"),
        ("0123456789abcdef" * 4, "it is the public key of an application"),
        ("https://discord.com/api/webhooks/1/2", "it is an address"),
        ("changeme", "it is no bot's token: that has three parts"),
        (f"e30.{TOKEN}", "it is no bot's token"),
        ("e30." + TOKEN.partition(".")[2], "it is no bot's token"),
        (TOKEN[:45], "a part of it is missing"),
    ],
)
def test_what_is_no_token_is_told_kindly(token: str, said: str) -> None:
    message = refused(token=token)
    assert f"DRILLBOOK_TOKEN (environment): {said}" in message
    assert token not in message
    assert TOKEN[:30] not in message


def test_the_token_can_lie_in_a_file(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", f"{TOKEN}\n")
    assert loaded(token_file=str(secret)).token.get_secret_value() == TOKEN
    beside = written(tmp_path / "my.toml", 'token_file = "secret"')  # from where the settings lie
    assert loaded(beside).token.get_secret_value() == TOKEN


@NOT_WINDOWS
def test_a_token_that_everybody_may_read_is_warned_of(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", TOKEN, 0o644)
    assert f"`chmod 600 {secret}`" in loaded(token_file=str(secret)).warnings[0]
    file = written(tmp_path / "my.toml", f'token = "{TOKEN}"', 0o604)
    assert f"`chmod 600 {file}`" in loaded(file).warnings[0]
    assert loaded(written(tmp_path / "fine.toml", 'zone = "UTC"', 0o644), token=TOKEN).warnings == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; put the token into it"),
        (b"x" * 70_000, "has more than 64,000 bytes; name a file that has nothing but the token in it"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"DRILLBOOK_TOKEN=x", "it is no bot's token"),
    ],
)
def test_a_file_without_a_token_in_it(content: bytes, said: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(content)
    assert said in refused(token_file=str(secret))


def test_a_token_file_that_is_not_there(tmp_path: Path) -> None:
    assert "DRILLBOOK_TOKEN_FILE (environment): cannot read" in refused(token_file=str(tmp_path / "none"))
    assert "cannot read" in refused(token_file=str(tmp_path))


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", TOKEN)
    assert "keep one of both" in refused(token=TOKEN, token_file=str(secret))


def test_the_token_is_shown_nowhere() -> None:
    settings = loaded(token=TOKEN)
    assert TOKEN not in repr(settings) + str(settings) + f"{settings.token}"


@given(name=st.sampled_from([name for name in NAMES if name != "token"]), before=st.text("ab =", max_size=70))
def test_no_message_shows_a_token_that_was_put_into_another_setting(name: str, before: str) -> None:
    said = refused(None, **{"token": f"'{TOKEN}", name: before + TOKEN})
    assert TOKEN not in said
    assert TOKEN[40:] not in said


@given(st.integers(10**16, 2**63))
def test_the_number_of_the_application_is_read_from_a_token(number: int) -> None:
    token = f"{base64.urlsafe_b64encode(str(number).encode()).decode().rstrip('=')}.Gabcde.{'x' * 38}"
    assert application_id(token) == number
    assert trouble_with(token) is None


@given(st.text(max_size=40))
def test_whatever_is_no_token_has_trouble_and_no_number(text: str) -> None:
    assert trouble_with(text)
    assert application_id("é" + text) is None


# What is wrong


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("zone", "Nowhere/Atlantis", "there is no time zone 'Nowhere/Atlantis'"),
        ("zone", "../../etc/passwd", "there is no time zone"),
        ("decks", "networkng", "there is no deck `networkng`"),
        ("log_level", "warn", "expected debug, info, warning or error, got 'warn'; did you mean `warning`?"),
        ("log_format", "xml", "expected json or text, got 'xml'"),
        ("message_content", "maybe", "expected true or false, got 'maybe'"),
        ("drain_seconds", "0.5", "expected seconds from 1 to 120, got '0.5'"),
        ("drain_seconds", "121", "expected seconds from 1 to 120"),
        ("drain_seconds", "nan", "expected seconds from 1 to 120"),
        ("drain_seconds", "soon", "expected seconds from 1 to 120"),
        ("shards", "many", "expected off, auto or a number from 1 to 64, got 'many'"),
        ("shards", "65", "expected off, auto or a number from 1 to 64, got '65'"),
        ("shards", "-1", "expected off, auto or a number"),
        ("health", "8710", "expected a host of this machine and a port, as 127.0.0.1:8710, got '8710'"),
        ("health", "localhost:65536", "expected a host of this machine and a port"),
        ("health", "::1:8710", "expected a host of this machine and a port"),
        ("health", "http://localhost:8710", "expected a host of this machine and a port"),
    ],
)
def test_a_value_that_does_not_do_is_told_with_its_name_and_place(name: str, value: str, said: str) -> None:
    assert f"\n  DRILLBOOK_{name.upper()} (environment): {said}" in refused(None, token=TOKEN, **{name: value})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("zone = 3", "`zone` ({}:2): expected a text in quotes"),
        ("decks = 3", "`decks` ({}:2): expected decks with commas between them, or a list"),
        ("decks = [3]", "`decks` ({}:2): expected decks"),
        ("log_level = true", "`log_level` ({}:2): expected debug, info, warning or error, got True"),
        ("message_content = 2", "`message_content` ({}:2): expected true or false, got 2"),
        ("drain_seconds = true", "`drain_seconds` ({}:2): expected seconds from 1 to 120, got True"),
        ("drain_seconds = inf", "`drain_seconds` ({}:2): expected seconds"),
        ("shards = 1.5", "`shards` ({}:2): expected off, auto or a number from 1 to 64, got 1.5"),
        ("health = 8710", "`health` ({}:2): expected a text in quotes"),
        ("token_file = 3", "`token_file` ({}:2): expected a text in quotes"),
        ('zne = "UTC"', "`zne` ({}:2): there is no such setting; did you mean `zone`?"),
        ('DRILLBOOK_ZONE = "UTC"', "`DRILLBOOK_ZONE` ({}:2): there is no such setting; did you mean `zone`?"),
        ("qqqqqq = 1", "there is no such setting; there are token, token_file, decks"),
        ('data = "x"', "`data` ({}:2): the data folder is named by DRILLBOOK_DATA, in the environment alone"),
        ("[bot]", "`bot` ({}:2): settings stand at the top of the file, without a [table] around them"),
        ("zone = UTC", "({}): it is no TOML: "),
        ("zone = 'UTC'\nzone = 'UTC'", "it is no TOML: "),
        (f"zone = {'[' * 5_000}", "it is no TOML: "),
        (f"zone = {'1' * 5_000}", "it is no TOML: "),
        ('token_file = "a\\u0000b"', "`token_file` ({}:2): cannot read"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(line: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path / "my.toml", f"# settings\n{line}\n")
    assert said.format(file) in refused(file)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = written(tmp_path / "my.toml", 'decks = ["nope"]\nlogs = 1\ndrain_seconds = 0\n')
    lines = refused(file, zone="Mars", token="changeme").split("\n")
    assert lines[0] == "these settings do not do:"
    assert sorted(line.split(" (")[0].strip() for line in lines[1:]) == [
        "DRILLBOOK_TOKEN",
        "DRILLBOOK_ZONE",
        "`decks`",
        "`drain_seconds`",
        "`logs`",
    ]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert "name another with --settings FILE" in refused(tmp_path / "none.toml", token=TOKEN)
    (tmp_path / "odd.toml").write_bytes(b"zone = '\xff'")
    assert "is not UTF-8" in refused(tmp_path / "odd.toml", token=TOKEN)


def test_a_deck_in_a_file_is_meant_from_where_the_file_lies(tmp_path: Path) -> None:
    (tmp_path / "decks" / "mine").mkdir(parents=True)
    written(tmp_path / "decks" / "mine" / "deck.yaml", "")
    file = written(tmp_path / "my.toml", 'decks = "decks/mine, networking"')
    assert loaded(file, token=TOKEN).decks == (str(tmp_path / "decks" / "mine"), "networking")


def test_the_command_ends_as_it_does_for_wrong_usage() -> None:
    assert issubclass(SettingsError, UsageError)
