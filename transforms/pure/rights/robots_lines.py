"""What a robots.txt says beside Allow and Disallow: Content-Usage, Content-Signal, License, and which AI agents it shuts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from transforms.pure.page.links import absolute
from transforms.pure.rights.patterns import fits, path_of, spelled
from transforms.pure.rights.statements import stated
from transforms.pure.rights.usage import read_content_signal, read_content_usage
from transforms.pure.text.wordlists import read_data
from transforms.rights import Answer, Statement, Use

# A file with more of a kind is none that its site means.
MOST_RULES: Final = 2_000
MOST_LICENCES: Final = 20
_ANYBODY: Final = "*"
_LABELS: Final = frozenset(
    ("user-agent", "allow", "disallow", "content-usage", "content-signal", "license", "sitemap", "crawl-delay")
)


class UsageRule(Struct, frozen=True):
    """A Content-Usage rule: the pattern of the paths that it speaks of, empty for all, and its value."""

    pattern: str
    value: str


class RobotsRights(Struct, frozen=True, kw_only=True):
    """What a robots.txt says of uses to one crawler. `licences` are addresses of RSL documents.

    `shut_out` are the agents of AI companies that are named and may fetch nothing of the site.
    """

    usage: tuple[UsageRule, ...] = ()
    signals: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    shut_out: tuple[str, ...] = ()


class _Group:
    def __init__(self) -> None:
        self.agents: list[str] = []
        self.usage: list[UsageRule] = []
        self.signals: list[str] = []
        self.licences: list[str] = []
        self.is_shut = False
        self.is_open = False


def read_robots_rights(text: str, agent: str) -> RobotsRights:
    """Read a robots.txt for a product token (`newsbeam`).

    The groups that name the token count together, and those for `*` only where none does (RFC 9309, 2.2.1). A `License` or a
    Content-Signal that stands in no group speaks to all; one in the crawler's group counts in its place (RSL 1.0, 4.4.2).

    >>> read_robots_rights("User-agent: *\\nContent-Usage: train-ai=n\\nUser-agent: GPTBot\\nDisallow: /", "newsbeam").shut_out
    ('GPTBot',)
    """
    groups, everywhere = _read_groups(text)
    own = [group for group in groups if agent.lower() in group.agents] or [
        group for group in groups if _ANYBODY in group.agents
    ]
    return RobotsRights(
        usage=tuple(rule for group in own for rule in group.usage)[:MOST_RULES],
        signals=tuple([line for group in own for line in group.signals] or everywhere.signals)[:MOST_LICENCES],
        licences=tuple(dict.fromkeys([line for group in own for line in group.licences] or everywhere.licences))[
            :MOST_LICENCES
        ],
        shut_out=tuple(_find_shut_out(groups)),
    )


def say_robots(rights: RobotsRights, url: str) -> list[Statement]:
    """Give what the robots.txt of a URL's origin says of it; the licences are only named here, and read elsewhere.

    Of the Content-Usage rules the one with the longest pattern counts, and of several as long all
    (draft-ietf-aipref-attach of 2026-08, "Content-Usage Rule Semantics").
    """
    found = [
        stated("aipref", "robots_txt", f"Content-Usage: {rule.pattern} {rule.value}".replace("  ", " "), answers)
        for rule, answers in _usage_of(rights.usage, url)
    ]
    found += [
        stated("content_signal", "robots_txt", f"Content-Signal: {line}", read_content_signal(line))
        for line in rights.signals
    ]
    found += [
        stated("rsl", "robots_txt", f"License: {line}", licence_url=absolute(line, url)) for line in rights.licences
    ]
    if rights.shut_out:
        found.append(stated("robots_txt", "robots_txt", f"Disallow: / for {', '.join(rights.shut_out)}"))
    return found


def _usage_of(rules: Iterable[UsageRule], url: str) -> Iterator[tuple[UsageRule, dict[Use, Answer]]]:
    path: str | None = None
    fitting: list[UsageRule] = []
    for rule in rules:
        if rule.pattern:
            path = path if path is not None else path_of(url)
            if not fits(rule.pattern, path):
                continue
        if fitting and len(rule.pattern) < len(fitting[0].pattern):
            continue
        if fitting and len(rule.pattern) > len(fitting[0].pattern):
            fitting = []
        fitting.append(rule)
    for rule in fitting:
        yield rule, read_content_usage(rule.value)


def _read_groups(text: str) -> tuple[list[_Group], _Group]:
    """Give the groups of a file, and as one more what stands in none: before the first, or after an empty line and a Sitemap."""
    everywhere, groups = _Group(), list[_Group]()
    group, names_open, in_block = everywhere, False, False
    for line in text.splitlines():
        stripped = line.partition("#")[0].strip()
        label, colon, value = stripped.partition(":")
        label, value = label.strip().lower(), value.strip()
        if not stripped:
            # A comment alone ends nothing; an empty line ends the block, but not the group (RFC 9309, 2.2).
            in_block = in_block and bool(line.strip())
        elif not colon or label not in _LABELS:
            names_open = False
        elif label == "user-agent":
            if not names_open:
                group = _Group()
                groups.append(group)
            group.agents.append(_token(value))
            names_open = in_block = True
        else:
            names_open = False
            in_block = _note(
                group if in_block or label in ("allow", "disallow", "content-usage") else everywhere, label, value
            )
    return groups, everywhere


def _note(group: _Group, label: str, value: str) -> bool:
    """Note a line of a group, or of what stands in none. Tell whether the group continues."""
    if label == "content-usage":
        pattern, *rest = value.split(None, 1) if value.startswith("/") else ("", value)
        group.usage.append(UsageRule(spelled(pattern), rest[0] if rest else ""))
    elif label == "content-signal" and value:
        group.signals.append(value)
    elif label == "license" and value:
        group.licences.append(value)
    elif label == "disallow":
        group.is_shut = group.is_shut or value in ("/", "/*", "*")
    elif label == "allow":
        group.is_open = group.is_open or bool(value)
    return bool(group.agents) and label != "sitemap"


def _token(value: str) -> str:
    return value.split("/")[0].split()[0].lower() if value.split("/")[0].split() else ""


def _find_shut_out(groups: Iterable[_Group]) -> Iterator[str]:
    shut = {agent for group in groups if group.is_shut and not group.is_open for agent in group.agents}
    return (agent for agent in ai_agents() if agent.lower() in shut)


@cache
def ai_agents() -> tuple[str, ...]:
    """Give the product tokens by which companies collect pages for AI, as their own pages name them."""
    lines = read_data("ai_agents.txt").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
