"""What a page, its answer's headers and its site say of its uses, put together for its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from transforms.pure.page.links import absolute, page_base
from transforms.pure.page.metas import Metas
from transforms.pure.page.notes import Notes
from transforms.pure.rights.directives import say_header, say_metas
from transforms.pure.rights.rsl import MEDIA_TYPE, judge_rsl, read_rsl
from transforms.pure.rights.statements import combine, first_licence, policy_of, stated
from transforms.pure.rights.tdmrep import NAMES as TDM_NAMES
from transforms.pure.rights.tdmrep import say_values
from transforms.pure.rights.usage import read_content_signal, read_content_usage
from transforms.pure.shown.display import one_line
from transforms.rights import NOTHING_HEARD, Heard, Place, Rights, RightsSignal, Statement

# The headers of a page's answer that may speak of its uses.
HEADERS: Final = (*TDM_NAMES, "content-usage", "content-signal", "x-robots-tag", "link")
MOST_SIGNALS: Final = 50


def read_rights(
    page: Notes,
    metas: Metas,
    linked: Sequence[tuple[str, str]],
    url: str,
    seen_at: datetime,
    heard: Heard = NOTHING_HEARD,
) -> Rights:
    """Give what is said of the uses of a page at `url`.

    `metas` are its meta elements, and `linked` is what its JSON-LD says of rights.
    It is read for the agent that `heard` names: what is said to others alone is not said to us.
    """
    agent = heard.agent
    statements = [
        *heard.statements,
        *say_headers(dict(heard.headers), url, agent),
        *say_values("meta", {name: metas.get(name, []) for name in TDM_NAMES}, url),
        *say_metas(metas.items(), agent),
        *_say_links(page, url),
        *_say_linked(linked, url),
    ]
    named = rsl_addresses(statements)
    statements += [said for address, said in heard.documents if address in named]
    return settle(statements, heard.robots_sha256, seen_at)


def settle(statements: Sequence[Statement], robots_sha256: str | None, seen_at: datetime | None) -> Rights:
    """Give what follows from statements; each signal stands once, in the order in which it was found.

    Of very many those stay that decide something.
    """
    answers = combine(statements)
    signals = list(dict.fromkeys(one.signal for one in statements))
    if len(signals) > MOST_SIGNALS:
        signals.sort(key=_decides_nothing)
    return Rights(
        signals=tuple(signals[:MOST_SIGNALS]),
        tdm=answers.get("tdm"),
        train_ai=answers.get("train_ai"),
        ai_input=answers.get("ai_input"),
        search=answers.get("search"),
        licence_url=first_licence(statements),
        policy_url=policy_of(statements),
        robots_sha256=robots_sha256,
        seen_at=seen_at,
    )


def rsl_addresses(statements: Iterable[Statement]) -> list[str]:
    """Give the addresses of RSL documents that statements name, each once."""
    found = (one.licence_url for one in statements if one.signal.standard == "rsl")
    return list(dict.fromkeys(address for address in found if address is not None))


def say_headers(headers: Mapping[str, str], url: str, agent: str) -> list[Statement]:
    """Give what the headers of a page's answer say; their names are in lower case."""
    found = say_values("header", {name: [headers[name]] for name in TDM_NAMES if name in headers}, url)
    if usage := headers.get("content-usage"):
        found.append(stated("aipref", "header", f"Content-Usage: {usage}", read_content_usage(usage)))
    if signal := headers.get("content-signal"):
        found.append(stated("content_signal", "header", f"Content-Signal: {signal}", read_content_signal(signal)))
    found += say_header(headers.get("x-robots-tag", ""), agent)
    return [*found, *_say_link_header(headers.get("link", ""), url)]


def _decides_nothing(signal: RightsSignal) -> bool:
    return not (signal.allows or signal.reserves)


def _say_link_header(value: str, url: str) -> Iterator[Statement]:
    """Give the licences that a Link header names (RFC 8288, 3; RSL 1.0, 4.3)."""
    for part in value.split("<")[1:]:
        target, _, parameters = part.partition(">")
        named = {
            name.strip().lower(): said.strip().strip('"').strip()
            for name, _, said in (one.partition("=") for one in parameters.rstrip(", ").split(";"))
        }
        if "license" in named.get("rel", "").lower().split():
            is_rsl = named.get("type", "").lower() == MEDIA_TYPE
            yield _licence("header", target.strip(), absolute(target.strip(), url), is_rsl)


def _say_links(page: Notes, url: str) -> Iterator[Statement]:
    base = page_base(page.named("base"), url)
    licensed = (
        one
        for one in (page.elements[at] for at in page.all("a", "link"))
        if "license" in (one.get("rel") or "").split()
    )
    for element in islice(licensed, MOST_SIGNALS):
        href = (element.get("href") or "").strip()
        if href:
            is_rsl = (element.get("type") or "").strip().lower() == MEDIA_TYPE
            yield _licence("link", href, absolute(href, base), is_rsl)
    for script in islice((one for one in page.named("script") if one.get("type") == MEDIA_TYPE), MOST_SIGNALS):
        text = script.text or ""
        words = one_line(" ".join(text[:2_000].split())).strip()
        if not words:
            continue
        answers = judge_rsl(read_rsl(text.encode("utf-8", "replace")), url)
        yield stated("rsl", "script", words, answers)


def _licence(place: Place, said: str, address: str | None, is_rsl: bool) -> Statement:
    return stated("rsl" if is_rsl else "link", place, f"license: {said}", licence_url=address)


def _say_linked(linked: Sequence[tuple[str, str]], url: str) -> Iterator[Statement]:
    """Give what JSON-LD says in schema.org's words: `license`, `usageInfo`, `acquireLicensePage`, `copyrightHolder`."""
    for name, value in linked:
        address = absolute(value, url) if value.startswith(("http://", "https://", "/")) else None
        yield stated(
            "jsonld",
            "jsonld",
            f"{name}: {value}",
            licence_url=address if name == "license" else None,
            policy_url=address if name in ("usageInfo", "acquireLicensePage") else None,
        )
