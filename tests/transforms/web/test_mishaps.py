"""What each kind of mishap is called, and whether waiting may cure it; real ones are in test_exchange and test_proxied."""

from __future__ import annotations

import socket

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from transforms import reasons
from transforms.web.guard import BLOCKED
from transforms.web.mishaps import describe_failure

URL = "http://paper.example/a"
KEY = ConnectionKey("paper.example", 80, False, True, None, None, None)

MISHAPS = {
    "no connection in time": (
        aiohttp.ConnectionTimeoutError(),
        reasons.TIMEOUT,
        "no connection to paper.example within 5 s",
    ),
    "no answer in time": (TimeoutError(), reasons.TIMEOUT, "the answer was not complete within 60 s"),
    "a name that is not known": (
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        reasons.DNS,
        "the name paper.example cannot be resolved (Name or service not known)",
    ),
    "a port that is closed": (
        aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(111, "Connection refused")),
        reasons.CONNECTION,
        "no connection to paper.example (Connection refused)",
    ),
    "a private address": (
        PermissionError(f"10.1.2.3 (private) is {BLOCKED}"),
        reasons.BLOCKED_ADDRESS,
        f"10.1.2.3 (private) is {BLOCKED}; name it under web.allow_addresses if it is meant",
    ),
    "a body that breaks off": (
        aiohttp.ClientPayloadError("400, message: half"),
        reasons.CONNECTION,
        "the body broke off before its end",
    ),
    "a URL that is none": (aiohttp.InvalidURL("x"), reasons.BAD_URL, "the URL cannot be requested"),
    "another": (OSError(104, "Connection reset"), reasons.CONNECTION, "the connection broke (Connection reset)"),
}


@pytest.mark.parametrize(("error", "reason", "problem"), MISHAPS.values(), ids=MISHAPS)
def test_a_mishap_has_a_sentence_and_a_reason(error: Exception, reason: str, problem: str) -> None:
    found = describe_failure(URL, error, budget_seconds=60.0, connect_seconds=5.0)
    assert (found.subject, found.problem, found.reason) == (URL, problem, reason)
    is_for_good = reason in (reasons.BLOCKED_ADDRESS, reasons.BAD_URL)
    assert (found.retry, found.severity) == ((False, "hard") if is_for_good else (True, "temporary"))
