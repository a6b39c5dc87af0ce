"""Send one request and read its answer: the site's slot, the guarded socket, deadlines, caps on size.

Redirects and what a status means are decided elsewhere. What goes wrong on the way becomes a FetchError here alone.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import AbstractResolver
from msgspec import Struct
from yarl import URL

from transforms import reasons
from transforms.captures import Capture
from transforms.clock import Clock, utc_now
from transforms.errors import FetchError
from transforms.pure.net import responses
from transforms.pure.net.addresses import read_networks
from transforms.pure.net.header_values import MOST_CHARACTERS, read_value
from transforms.pure.net.proxies import read_proxy
from transforms.pure.net.urls import host_of
from transforms.web.body import CappedBody, accepted_encodings
from transforms.web.decoders import BadEncoding
from transforms.web.desk import Capturing
from transforms.web.guard import guarded_connector, pinned_connector
from transforms.web.mishaps import describe_failure
from transforms.web.name_resolver import NameResolver
from transforms.web.options import WebOptions
from transforms.web.pins import read_pins
from transforms.web.proxied import TargetGuard, asked_through, proxy_connector
from transforms.web.sites import Begin, Sites, Slot
from transforms.web.tally import note_request

if TYPE_CHECKING:
    from transforms.web.request_signer import RequestSigner

ACCEPT = {
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "robots": "text/plain, */*;q=0.1",
    "rights": "application/json, application/rsl+xml, application/xml;q=0.9, */*;q=0.1",
    "hub": "*/*",
    "notice": "*/*",
    "sink": "*/*",
}
# News sites send policies of several kilobytes in one header line.
HEADER_MAX_BYTES = 32768
HEADER_LINES_MAX = 1000
READ_BYTES = 65536
# Where a header may come once only; of the others, further lines are joined (RFC 9110, 5.3). Those of X-Robots-Tag stay lines:
# what one line says to an agent, another one does not.
_SINGLE = frozenset(
    {"content-type", "content-length", "date", "etag", "expires", "last-modified", "location", "retry-after"}
)


class Answer(Struct, frozen=True, kw_only=True):
    """What came back for one request. `body` is decoded, and empty unless the status is 200 or 203, or a sink answered.

    `cookies` are the values of its Set-Cookie lines, which are in no log and in no other place. `capture` is what an archive
    keeps of the request for a page.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    wire_bytes: int
    seconds: float
    cookies: tuple[str, ...] = ()
    capture: Capture | None = None


class Exchange:
    """Sends requests, each in its site's slot, and signs them where `signer` is given."""

    def __init__(
        self,
        options: WebOptions,
        sites: Sites,
        resolver: AbstractResolver | None = None,
        signer: RequestSigner | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._options, self._sites, self._signer, self._clock = options, sites, signer, clock
        self._pins = read_pins(options.resolve)
        networks = read_networks(options.allow_addresses)
        self._pinned = self._session(pinned_connector(self._pins))
        self._proxy = read_proxy(options.proxy) if options.proxy is not None else None
        resolver = resolver or NameResolver()
        if self._proxy is None:
            self._open = self._session(guarded_connector(networks, resolver))
        else:
            self._targets = TargetGuard(networks, resolver)
            self._open = self._session(proxy_connector(self._proxy, resolver))

    async def close(self) -> None:
        """Close all connections."""
        await self._open.close()
        await self._pinned.close()

    async def ask(
        self,
        url: str,
        kind: responses.Kind,
        *,
        headers: Mapping[str, str],
        max_bytes: int,
        budget_seconds: float,
        crawl_delay_seconds: float | None = None,
        begin: Begin | None = None,
        form: Mapping[str, str] | bytes | None = None,
    ) -> Answer:
        """Give the answer to a GET, or with a `form` (or any bytes) to a POST.

        Raises: FetchError where there is none, or its body can be no page, feed or robots.txt.

        `budget_seconds` counts from the moment the request starts, not from when it began to wait for its slot.
        `begin` is awaited in the slot, before anything is sent.
        """
        self._sites.refuse_resting(url)
        answer: Answer | None = None
        async with self._sites.slot(url, crawl_delay_seconds, begin) as slot:
            try:
                async with asyncio.timeout(budget_seconds):
                    answer = await self._exchange(url, kind, headers, max_bytes, slot, form)
            except (TimeoutError, aiohttp.ClientError, OSError, UnicodeError) as error:
                # aiohttp's ClientResponseError shows the headers that were sent, secrets and all.
                cause = None if isinstance(error, aiohttp.ClientResponseError) else error
                raise self._failure(url, error, budget_seconds, slot.is_sent) from cause
            finally:
                note_request(kind, *((None,) if answer is None else (answer.status, answer.wire_bytes)))
            self._sites.observe(url, answer.seconds)
            self._sites.note_answer(url, answer.status, answer.wire_bytes, answer.headers)
            return answer

    async def _exchange(
        self,
        url: str,
        kind: responses.Kind,
        headers: Mapping[str, str],
        max_bytes: int,
        slot: Slot,
        form: Mapping[str, str] | bytes | None = None,
    ) -> Answer:
        begun, asked_at = time.monotonic(), self._clock()
        session, proxy_headers, through = await self._way_to(url)
        target = URL(url.partition("#")[0], encoded=True)
        method = "GET" if form is None else "POST"
        signed = {} if self._signer is None else self._signer.headers(kind, method, url)
        sent = {**_accepted(kind, max_bytes), **headers, **proxy_headers, **signed}
        async with session.request(
            method, target, data=form, headers=sent, allow_redirects=False, trace_request_ctx=slot, **through
        ) as response:
            got = _headers(response.raw_headers)
            if through and response.status == 407:
                problem = "the proxy wants other credentials than those of web.proxy (407)"
                raise FetchError(url, problem, reason=reasons.PROXY, retry=True, severity="temporary")
            capturing = Capturing(kind, url, asked_at, response, headers)
            try:
                body, wire_bytes = await _read(url, kind, response, got, max_bytes)
            except FetchError:
                capturing.end(None)
                raise
            return Answer(
                url=url,
                status=response.status,
                headers=got,
                body=body or b"",
                wire_bytes=wire_bytes,
                seconds=time.monotonic() - begun,
                cookies=_cookies(response.raw_headers),
                capture=capturing.end(body),
            )

    async def _way_to(self, url: str) -> tuple[aiohttp.ClientSession, dict[str, str], dict[str, Any]]:
        """Give the session that asks for a URL, with the headers and options that its proxy needs. Raises: OSError."""
        if host_of(url) in self._pins:
            return self._pinned, {}, {}
        if self._proxy is None:
            return self._open, {}, {}
        await self._targets.check(url, self._options.connect_seconds)
        return self._open, *asked_through(self._proxy, url)

    def _failure(self, url: str, error: Exception, budget_seconds: float, is_sent: bool) -> FetchError:
        failure = describe_failure(url, error, budget_seconds, self._options.connect_seconds)
        unreachable = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | socket.gaierror)
        # The whole time may be over before the time for a connection is, or before that is seen on a busy machine.
        least = min(self._options.connect_seconds, self._options.total_seconds)
        if isinstance(error, TimeoutError) and not is_sent and budget_seconds >= least:
            unreachable = True
        if self._proxy is not None and isinstance(error, TimeoutError):
            unreachable = False  # It is the proxy that did not answer.
        if unreachable and failure.reason in (reasons.DNS, reasons.CONNECTION, reasons.TIMEOUT, reasons.TLS):
            self._sites.rests.note_down(url, failure.problem)
            failure.unreachable = True
        elif failure.reason == reasons.TIMEOUT:
            self._sites.observe(url, budget_seconds)
        return failure

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(_note_sent)
        return aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._options.sent_user_agent()},
            timeout=aiohttp.ClientTimeout(total=None, connect=self._options.connect_seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            read_bufsize=READ_BYTES,
            max_line_size=HEADER_MAX_BYTES,
            max_field_size=HEADER_MAX_BYTES,
            max_headers=HEADER_LINES_MAX,
            trace_configs=[trace],
        )


def open_signer(options: WebOptions, clock: Clock) -> RequestSigner | None:
    """Give what signs requests, where the options say so; only then is its library imported. Raises: SigningKeyError."""
    if options.signature.directory is None:
        return None
    from transforms.web.request_signer import RequestSigner

    return RequestSigner(options.signature, clock)


def _accepted(kind: responses.Kind, max_bytes: int) -> dict[str, str]:
    return {"Accept": ACCEPT[kind], "Accept-Encoding": ", ".join(accepted_encodings(max_bytes)) or "identity"}


async def _note_sent(session: aiohttp.ClientSession, context: SimpleNamespace, params: Any) -> None:
    context.trace_request_ctx.sent()


async def _read(
    url: str, kind: responses.Kind, response: aiohttp.ClientResponse, got: Mapping[str, str], max_bytes: int
) -> tuple[bytes | None, int]:
    """Give the body, and its size as it travelled; None where the answer has none to be read. Raises: FetchError."""
    if not responses.has_body(kind, response.status):
        return None, 0
    responses.check_type(kind, url, got)
    try:
        collected = CappedBody(got.get("content-encoding"), max_bytes)
        async for data in response.content.iter_any():
            collected.feed(data)
            if collected.full:
                response.close()  # or the rest would be read, to keep the connection
                break
        # Of a robots.txt the beginning counts, however long it is; half a page is no page.
        if not collected.full or kind == "robots":
            return collected.finish(), collected.wire_bytes
    except BadEncoding as error:
        raise FetchError(url, str(error), reason=reasons.BAD_ENCODING, retry=True) from error
    raise FetchError(
        url, f"the body is larger than {max_bytes} bytes", reason=reasons.TOO_LARGE, status=response.status
    )


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    sizes: Counter[str] = Counter()
    for raw_name, raw_value in raw:
        name = raw_name.decode("latin-1").lower()
        # A thousand lines of one name are no longer together than one may be.
        if name == "set-cookie" or (name in found and (name in _SINGLE or sizes[name] >= MOST_CHARACTERS)):
            continue
        value = read_value(name, raw_value)
        if value is not None:
            found.setdefault(name, []).append(value)
            sizes[name] += len(value)
    return {name: _joined(name, values) for name, values in found.items()}


def _joined(name: str, values: list[str]) -> str:
    return values[0] if len(values) == 1 else ("\n" if name == "x-robots-tag" else ", ").join(values)[:MOST_CHARACTERS]


def _cookies(raw: Iterable[tuple[bytes, bytes]]) -> tuple[str, ...]:
    return tuple(value.decode("latin-1") for name, value in raw if name.lower() == b"set-cookie")
