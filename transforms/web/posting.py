"""Post a form to a hub (WebSub), a notice or rows to whoever wants them, with the guard, pace and limits of all requests."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.pure.net import responses
from transforms.reasons import BAD_REDIRECT
from transforms.web.chain import Chain, target_of
from transforms.web.exchange import Answer, Exchange
from transforms.web.options import WebOptions

ANSWER_MAX_BYTES = 100_000
# The others make a GET of a POST, or need not keep it (RFC 9110, 15.4).
KEEP_THE_FORM = (307, 308)


async def post_form(exchange: Exchange, options: WebOptions, clock: Clock, url: str, form: Mapping[str, str]) -> int:
    """Give the status of the answer to a POST. Redirects are followed that keep the form, but not from https to http.

    robots.txt is not asked: it is about what crawlers may read. Raises: FetchError, also where the status is none of success.
    """
    chain, spent = Chain(url, options.max_redirects, None, clock), 0.0
    while True:
        answer = await exchange.ask(
            chain.url,
            "hub",
            headers=chain.sent({}),
            max_bytes=ANSWER_MAX_BYTES,
            budget_seconds=options.total_seconds - spent,
            form=form,
        )
        spent += answer.seconds
        if 200 <= answer.status < 300:
            return answer.status
        target = target_of(answer) if answer.status in KEEP_THE_FORM else None
        if target is None:
            error = responses.find_error(answer.url, answer.status, answer.headers, clock())
            raise error or FetchError(answer.url, "gave no answer to a form", reason=BAD_REDIRECT)
        if chain.url.startswith("https:") and not target.startswith("https:"):
            raise FetchError(answer.url, "redirects a form to an address without TLS", reason=BAD_REDIRECT)
        chain.lead_on(answer, target)


async def post_bytes(
    exchange: Exchange, options: WebOptions, clock: Clock, url: str, body: bytes, headers: Mapping[str, str]
) -> int:
    """Give the status of the answer to a POST of bytes. A redirect is an answer: what is signed goes where it is meant to.

    Raises: FetchError, also where the status is that of an error.
    """
    answer = await exchange.ask(
        url,
        "notice",
        headers=headers,
        max_bytes=ANSWER_MAX_BYTES,
        budget_seconds=options.total_seconds,
        form=body,
    )
    if not 200 <= answer.status < 400:
        error = responses.find_error(answer.url, answer.status, answer.headers, clock())
        if error is not None:
            raise error
    return answer.status


async def post_rows(
    exchange: Exchange, options: WebOptions, url: str, body: bytes, headers: Mapping[str, str], max_bytes: int
) -> Answer:
    """Give the whole answer to a POST of bytes, whatever its status is; no redirect is followed. Raises: FetchError for none."""
    return await exchange.ask(
        url, "sink", headers=headers, max_bytes=max_bytes, budget_seconds=options.total_seconds, form=body
    )
