"""Options of the HTTP client: how it names itself, to servers and to robots.txt, and what no option may say."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec
import pytest

from transforms.web.options import WebOptions

# (options, the User-Agent header, the token that robots.txt is read for); RFC 9110, 10.1.5, and RFC 9309, 2.2.1.
AGENTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "the defaults": ({}, f"newsbeam/{version('newsbeam')}", "newsbeam"),
    "a contact": (
        {"contact": "https://contact.example"},
        f"newsbeam/{version('newsbeam')} (+https://contact.example)",
        "newsbeam",
    ),
    "an agent of one's own": (
        {"user_agent": "Example-Archive/2 (+a@b.example)"}, "Example-Archive/2 (+a@b.example)", "example-archive",
    ),
    "the agent replaces the contact": ({"user_agent": "archive", "contact": "a@b.example"}, "archive", "archive"),
    "an agent of blanks names nobody": ({"user_agent": " "}, " ", "newsbeam"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "sent", "token"), AGENTS.values(), ids=AGENTS)
def test_the_client_names_itself(options: dict[str, Any], sent: str, token: str) -> None:
    made = WebOptions(**options)
    assert (made.sent_user_agent(), made.robots_agent()) == (sent, token)


IMPOSSIBLE = {
    "no request at a time": {"per_site": 0},
    "negative spacing": {"spacing_seconds": -1},
    "no time to connect": {"connect_seconds": 0},
    "an option that does not exist": {"per_host": 2},
}


@pytest.mark.parametrize("options", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_option_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match=next(iter(options))):
        msgspec.convert(options, WebOptions)
