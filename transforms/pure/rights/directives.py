"""The robots meta element and X-Robots-Tag: what pages say to all agents, to us, and to agents of AI companies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from transforms.pure.rights.robots_lines import ai_agents
from transforms.pure.rights.statements import stated
from transforms.rights import Answer, Place, Statement, Use

EVERYBODY: Final = "robots"
# `noai` and `noimageai` came with DeviantArt's pages in 2022; `noml` with search engines of small sites. None has a standard.
_RESERVES: Final[dict[str, tuple[Use, ...]]] = {
    "noai": ("train_ai", "ai_input"),
    "noml": ("train_ai",),
    "noindex": ("search",),
    "none": ("search",),
}
_NOTED: Final = frozenset((*_RESERVES, "noimageai", "noarchive", "nocache", "nosnippet"))
_WITH_VALUE: Final = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))
_PREFIX: Final = re.compile(r"\s*([A-Za-z][\w.-]{0,60})\s{0,9}:")


def say_metas(named: Iterable[tuple[str, Sequence[str]]], agent: str) -> Iterator[Statement]:
    """Give what the robots meta elements say: pairs of a name in lower case and its contents.

    Those that name an agent which is neither all nor ours say nothing to us; of AI agents they are noted.

    >>> [one.signal.reserves for one in say_metas([("robots", ["noai, noimageai"])], "newsbeam")]
    [('train_ai', 'ai_input')]
    """
    known = {one.lower() for one in ai_agents()}
    for name, contents in named:
        if name in (EVERYBODY, agent.lower()) or name in known:
            for content in contents:
                yield from _say("meta", name, content, name not in known)


def say_header(value: str, agent: str) -> Iterator[Statement]:
    """Give what an X-Robots-Tag says; its lines are divided by line feeds.

    An agent's name before a colon holds for what follows on its line, until the next one.

    >>> [one.signal.value for one in say_header("googlebot: noindex\\nnoarchive, GPTBot: noai", "newsbeam")]
    ['noarchive', 'gptbot: noai']
    """
    known = {one.lower() for one in ai_agents()}
    for line in value.split("\n"):
        for name, directives in by_agent(line):
            if name in (EVERYBODY, agent.lower()) or name in known:
                yield from _say("header", name, directives, name not in known)


def by_agent(line: str) -> Iterator[tuple[str, str]]:
    """Give the directives of a line with the agent that they speak to, in lower case: a name holds until the next one."""
    name, parts = EVERYBODY, list[str]()
    for part in line.split(","):
        found = _PREFIX.match(part)
        if found is not None and found[1].lower() not in _WITH_VALUE:
            if parts:
                yield name, ", ".join(parts)
            name, parts = found[1].lower(), []
            part = part[found.end() :]
        if part.strip():
            parts.append(part.strip())
    if parts:
        yield name, ", ".join(parts)


def _say(place: Place, name: str, content: str, to_us: bool) -> Iterator[Statement]:
    directives = read_directives(content)
    if _NOTED.isdisjoint(directives):
        return
    answers: dict[Use, Answer] = {}
    for directive in directives if to_us else ():
        answers |= dict.fromkeys(_RESERVES.get(directive, ()), "reserved")
    yield stated("robots_meta", place, content if name == EVERYBODY else f"{name}: {content}", answers)


def read_directives(content: str) -> list[str]:
    """Give the directives of a text, in lower case."""
    return [part.strip().lower() for part in content[:2_000].split(",")]
