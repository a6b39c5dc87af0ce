"""What of an address is a secret, and that it is left out wherever the address is shown."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.shown.url_secrets import (
    hide_secrets,
    hide_values,
    is_secret,
    secrets_of,
    without_secrets,
    without_user,
)

SECRET_NAMES = (
    *("token", "access_token", "auth_token", "feed-token", "rssToken", "rsstoken", "TOKEN", "token[]", "amp;token", "t%6fken"),
    *("key", "apikey", "api_key", "api-key", "apiKey", "APIKey", "x-api-key", "userkey", "access_key", "AWSAccessKeyId"),
    *("auth", "authorization", "auth_user", "oauth_signature", "sig", "signature", "X-Amz-Signature", "X-Goog-Signature"),
    *("X-Amz-Security-Token", "X-Amz-Credential", "password", "passwd", "pass", "pwd", "pw_password", "secret"),
    *("client_secret", "clientsecret", "jwt", "hmac", "PHPSESSID", "jsessionid", "session_id", "email", "unlocked_article_code"),
)  # fmt: skip
PLAIN_NAMES = (
    *("id", "page", "format", "feed", "type", "lang", "q", "channel_id", "playlist_id", "user", "author", "authors"),
    *("keyword", "keywords", "monkey", "passage", "compass", "section", "category", "design", "tokenize", "cat", "n", ""),
)  # fmt: skip


@pytest.mark.parametrize("name", SECRET_NAMES)
@pytest.mark.parametrize(
    "form",
    [
        *("?{}=CANARY77", "?id=7&{}=CANARY77&n=1", "?id=7;{}=CANARY77", "#{}=CANARY77", ";{}=CANARY77"),
        *("&{}=CANARY77", "&id=7&{}=CANARY77&n=1", ";id=7&{}=CANARY77", "/{}=CANARY77", "/{}=CANARY77/id=7"),
    ],
)
def test_a_secret_parameter_is_left_out_wherever_it_stands(name: str, form: str) -> None:
    shown = without_secrets("https://valley.example/rss" + form.format(name))
    assert "CANARY77" not in shown and shown.startswith("https://valley.example/rss")
    assert ("id=7" in shown) == ("id=7" in form) and ("n=1" in shown) == ("n=1" in form)


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_other_parameters_stay(name: str) -> None:
    url = f"https://valley.example/rss?{name}=a1b2c3d4e5&n=2#top"
    assert not is_secret(name) and without_secrets(url) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://anna:pw@valley.example/rss", "https://valley.example/rss"),
        ("https://anna@valley.example", "https://valley.example"),
        ("https://a:b@c@valley.example/a@b", "https://valley.example/a@b"),
        ("s3://KEY:SECRET@bucket/news", "s3://bucket/news"),
        ("//anna:pw@valley.example/rss", "//valley.example/rss"),
        ("https://valley.example/@anna/rss?at=a@b", "https://valley.example/@anna/rss?at=a@b"),
        ("https://valley.example/rss?sid=12&session=3", "https://valley.example/rss?sid=12&session=3"),
        ("https://valley.example/rss?sid=9f3a77c2b1", "https://valley.example/rss"),
        ("https://valley.example/rss?token=ab;cd&id=7", "https://valley.example/rss?id=7"),
        ("https://valley.example/rss?a&token=x&b", "https://valley.example/rss?a&b"),
        ("https://valley.example/rss?token=a=b==", "https://valley.example/rss"),
        ("/rss?token=x", "/rss"),
        ("https://valley.example/feed/token=ab12/all.xml", "https://valley.example/feed/all.xml"),
        ("https://valley.example/rss#a=b ;token=x", "https://valley.example/rss#a=b"),
        ("https://valley.example/rss#a=b#token=CANARY77", "https://valley.example/rss#a=b"),
        ("https://valley.example/rss#a=b#token=x#CANARY77#c=d", "https://valley.example/rss#a=b"),
        ("https://valley.example/rss#a=b##c=d", "https://valley.example/rss#a=b##c=d"),
        ("https://valley.example/rss?sid=9f3a77c2b1?", "https://valley.example/rss"),
        ("https:/;token=/anna:pw@valley.example/rss?id=7", "https://valley.example/rss?id=7"),
        ("https://valley.example/#a=?b=#c=?d=#e=?key=CANARY77/x", "https://valley.example/#a=?b=#c=?d=#e="),
        (
            "https://valley.example/?a=?b=?c=?d=?e=?key=CANARY77/x",
            "https://valley.example/?a=%3Fb%3D%253Fc%253D%25253Fd%25253D%25253Fe%25253D%25253F",
        ),
        ("https://valley.example/?u=https://a.example/token=CANARY77/rss", "https://valley.example/?u=https%3A%2F%2Fa.example%2Frss"),
        ("https://valley.example/?id=abc==&q=a=b", "https://valley.example/?id=abc==&q=a=b"),
        ("out/news", "out/news"),
    ],
)  # fmt: skip
def test_an_address_and_how_it_is_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_address_within_an_address(times: int) -> None:
    inner = "https://anna:CANARY77@valley.example/rss?id=7&token=CANARY77"
    for _ in range(times):
        inner = f"https://reader.example/proxy?url={quote(inner, safe='')}"
    assert "CANARY77" not in without_secrets(inner) and "valley.example" in without_secrets(inner)
    assert "id%" in without_secrets(inner)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("feed https://v.example/rss?token=x1y2: the server answered 404", "feed https://v.example/rss: the server answered 404"),
        ("(see https://v.example/?key=x1)", "(see https://v.example/)"),
        ("to https://a:b@v.example/?id=7&sig=x, another shard", "to https://v.example/?id=7, another shard"),
        ("asked for '/rss?auth=x' and \"/b?id=1\"", "asked for '/rss' and \"/b?id=1\""),
        ("Is this it? a=b; SELECT * FROM t WHERE token = 1", "Is this it? a=b; SELECT * FROM t WHERE token = 1"),
        ("write to anna@valley.example; thanks", "write to anna@valley.example; thanks"),
    ],
)  # fmt: skip
def test_a_text_with_addresses(text: str, shown: str) -> None:
    assert hide_secrets(text) == shown


def test_user_information_alone() -> None:
    assert without_user(" https://anna:p@w@valley.example/a?token=1") == "https://valley.example/a?token=1"
    assert without_user("https://valley.example/@anna") == "https://valley.example/@anna"


def test_the_values_of_an_address_are_hidden_in_other_texts() -> None:
    values = secrets_of("https://anna77:CANARY%2B1@valley.example/rss;key=CANARY2?id=1234567&token=CANARY3&pass=abc")
    text = hide_values("anna77 CANARY%2B1 CANARY+1 CANARY2 CANARY3 abc 1234567", values)
    assert text == "hidden hidden hidden hidden hidden abc 1234567"
    assert secrets_of("https://valley.example/rss?id=1234567") == ()


@given(st.text("ab:/?#&;=@%3DtokenCANARY[] \udcff", max_size=60))
def test_anything_is_shown_and_what_is_shown_stays(text: str) -> None:
    assert without_secrets(without_secrets(text)) == without_secrets(text)
    hide_secrets(text), secrets_of(text)


def test_an_argument_that_is_no_utf8_is_shown_too() -> None:
    """Python hands it over as half a character, which no address can be quoted with."""
    url = "https://valley.example/rss?token=CANARY\udcff77&next=https%3A%2F%2Fa.example%2F%3Fkey%3D1\udcff"
    assert "CANARY" not in without_secrets(url)
    assert secrets_of(url)[-1] == "CANARY\udcff77"


@given(st.sampled_from(SECRET_NAMES), st.text("abc0=;%/?:@.-", min_size=1, max_size=20))
def test_no_end_of_a_secret_is_left(name: str, value: str) -> None:
    shown = without_secrets(f"https://valley.example/rss?{name}={value}CANARY77&id=7")
    assert "CANARY77" not in shown
