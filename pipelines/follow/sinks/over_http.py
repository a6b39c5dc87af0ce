"""Post to a sink over HTTP, through the guard and the limits of all requests."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from pipelines.follow.answers import SinkAnswer, judge_status
from pipelines.run.errors import Refused
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net.addresses import read_networks
from transforms.pure.net.responses import retry_after_seconds
from transforms.reasons import BAD_URL, BLOCKED_ADDRESS
from transforms.web.client import Web
from transforms.web.options import WebOptions

ANSWER_MAX_BYTES: Final = 10_000_000
_LOOPBACK: Final = ("127.0.0.0/8", "::1")


class Posted(Struct, frozen=True):
    """The answer to a POST; `status` is None where none came, and `problem` says why. `is_wrong`: no other try will do better."""

    status: int | None
    body: bytes = b""
    wait_seconds: float | None = None
    problem: str = ""
    is_wrong: bool = False


def judge_posted(posted: Posted, events: int) -> SinkAnswer:
    """Say what the answer to a POST of so many events means.

    >>> judge_posted(Posted(None, problem="no connection"), 2)
    SinkAnswer(verdict='again', problem='no connection', wait_seconds=None)
    """
    if posted.status is None:
        return SinkAnswer("wrong" if posted.is_wrong else "again", posted.problem)
    return judge_status(posted.status, posted.body.decode("utf-8", "replace"), posted.wait_seconds, events)


class Poster:
    """Posts to one address. Raises: Refused where it is no address that can be posted to."""

    def __init__(self, url: str, allow_addresses: tuple[str, ...], timeout_seconds: float, clock: Clock) -> None:
        check_url(url)
        try:
            read_networks(allow_addresses)
        except ValueError as error:
            raise Refused(f"--allow-address: {str(error).partition(': ')[2]}") from None
        options = WebOptions(
            allow_addresses=(*allow_addresses, *literal_addresses(url)),
            total_seconds=timeout_seconds,
            connect_seconds=min(10.0, timeout_seconds),
            spacing_seconds=0,
            down_seconds=0,
        )
        self._clock, self._web = clock, Web(options, clock)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Post bytes, and give the answer."""
        try:
            answer = self._web.submit(self._web.post_rows(url, body, headers, ANSWER_MAX_BYTES)).result()
        except FetchError as error:
            # The guard speaks of the option for feeds, which does not open an address to a sink.
            said = error.problem.replace("name it under web.allow_addresses", "name it with --allow-address")
            return Posted(None, problem=said, is_wrong=error.reason in (BLOCKED_ADDRESS, BAD_URL))
        return Posted(answer.status, answer.body, retry_after_seconds(answer.headers, self._clock()))

    def close(self) -> None:
        """Close all connections."""
        self._web.close()


def check_url(url: str) -> None:
    """See that a URL can be posted to, and holds no password. Raises: Refused."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"--url: expected an address like https://desk.example/hooks/news, got {url!r}")
    if parts.username is not None or parts.password is not None:
        raise Refused(
            "--url: it holds a user name or a password, which others on this machine can see; give these with --secret-file or"
            " in the environment variable NEWSBEAM_SINK_SECRET"
        )


def literal_addresses(url: str) -> tuple[str, ...]:
    """Give the addresses that a URL itself names, which are meant, also where they are private: an address, or this machine.

    >>> literal_addresses("http://10.1.2.3:9200"), literal_addresses("http://localhost:9200"), literal_addresses("http://os:9200")
    (('10.1.2.3',), ('127.0.0.0/8', '::1'), ())
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return _LOOPBACK
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        return ()
