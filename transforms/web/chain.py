"""The way of one request over redirects: its hops, its cookies, and where it must not lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from transforms.captures import Capture
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net import responses
from transforms.pure.net.cookies import Cookie, cookie_header, keep_cookies
from transforms.pure.net.header_values import read_location
from transforms.pure.net.urls import MAX_URL_CHARACTERS
from transforms.pure.page.refreshes import find_refresh
from transforms.reasons import BAD_REDIRECT, TOO_MANY_REDIRECTS
from transforms.records import Hop
from transforms.web.exchange import Answer
from transforms.web.response import LeftShard


class Chain:
    """One request from its first URL to its last. Cookies live as long as it does."""

    def __init__(self, url: str, redirects_max: int, stays: Callable[[str], bool] | None, clock: Clock) -> None:
        self.url = url
        self.hops: list[Hop] = []
        self.captures: list[Capture] = []
        self._redirects_max = redirects_max
        self._stays = stays
        self._clock = clock
        self._cookies: tuple[Cookie, ...] = ()
        self._asked: set[tuple[str, str | None]] = {(url, None)}

    def sent(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Give the headers for the next request: these, and the cookies that its URL gets."""
        sent = dict(headers)
        name = next((name for name in sent if name.lower() == "cookie"), "Cookie")
        cookie = cookie_header(self._cookies, self.url, sent.get(name))
        return sent if cookie is None else {**sent, name: cookie}

    def lead_on(self, answer: Answer, target: str) -> None:
        """Take the next hop. Raises: FetchError where it closes a circle or is one too many; LeftShard.

        A target that was asked before is asked again only with other cookies.
        """
        source = answer.url
        self.hops.append(Hop(status=answer.status, url=source, location=target))
        self.captures += [] if answer.capture is None else [replace(answer.capture, body=answer.body)]
        self._cookies = keep_cookies(self._cookies, source, answer.cookies, self._clock())
        asked = (target, cookie_header(self._cookies, target))
        if asked in self._asked:
            raise FetchError(source, f"redirects in a circle, back to {target}", reason=TOO_MANY_REDIRECTS, retry=True)
        if len(self.hops) > self._redirects_max:
            problem = f"redirects more than {self._redirects_max} times"
            raise FetchError(source, problem, reason=TOO_MANY_REDIRECTS, retry=True)
        if self._stays is not None and not self._stays(target):
            raise LeftShard(source, target)
        self._asked.add(asked)
        self.url = target


def target_of(answer: Answer) -> str | None:
    """Give the URL that an answer redirects to, by its status or by a page that is nothing but a refresh; None for neither.

    Raises: FetchError where it redirects to no page of the web.
    """
    if answer.status in responses.USABLE:
        return _refresh_of(answer)
    if answer.status not in responses.REDIRECTS:
        return None
    location = answer.headers.get("location")
    if not location:
        raise FetchError(answer.url, f"redirects ({answer.status}) without saying where to", reason=BAD_REDIRECT)
    try:
        return read_location(answer.url, location)
    except ValueError as error:
        raise FetchError(answer.url, f"redirects to no page of the web: {error}", reason=BAD_REDIRECT) from error


def _refresh_of(answer: Answer) -> str | None:
    target = find_refresh(answer.url, answer.headers, answer.body)
    if target is not None and len(target) > MAX_URL_CHARACTERS:
        problem = f"the address has {len(target):,} characters, and may have {MAX_URL_CHARACTERS:,}"
        raise FetchError(answer.url, f"redirects to no page of the web: {problem}", reason=BAD_REDIRECT)
    return target
