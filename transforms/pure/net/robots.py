"""What a site's robots.txt says to us (RFC 9309), by protego."""

from __future__ import annotations

import math
import re
from typing import Literal

from protego import Protego

from transforms.pure.net.robots_rules import RobotsRules
from transforms.pure.net.urls import resolve

ROBOTS_MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much must be read
KEEP_SECONDS = 6 * 3600.0
KEEP_ERROR_SECONDS = 3600.0

SITEMAPS_MAX = 100
_SITEMAP_LINE = re.compile(r"[ \t]*site-?map[ \t]*:[ \t]*([^\s#]+)", re.IGNORECASE)
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)


def decode_robots(body: bytes) -> str:
    """Give the text of a robots.txt: at most 500 KiB of it, UTF-8 with or without a byte order mark.

    >>> decode_robots(b"\\xef\\xbb\\xbfUser-agent: *")
    'User-agent: *'
    """
    return body[:ROBOTS_MAX_BYTES].decode("utf-8-sig", errors="replace")


def read_rules(text: str, agent: str) -> RobotsRules:
    """Read the rules of a robots.txt for one product token (`newsbeam`).

    Groups for other crawlers are folded into one, since protego's work grows with agents times rules, which half a
    megabyte of hostile lines would make hours.

    >>> read_rules("User-agent: other\\nDisallow: /", "newsbeam").allow("https://a.example/x")
    True
    """
    return RobotsRules(Protego.parse("\n".join(_fold(line, agent.lower()) for line in text.splitlines())), agent)


def allows(rules: RobotsRules, url: str) -> bool:
    """Tell whether the rules let us fetch the URL.

    >>> rules = read_rules("User-agent: *\\nDisallow: /private/", "newsbeam")
    >>> allows(rules, "https://a.example/private/x"), allows(rules, "https://a.example/x")
    (False, True)
    """
    return rules.allow(url)


def crawl_delay_seconds(rules: RobotsRules) -> float | None:
    """Give the crawl-delay asked of us, in seconds; None where none is asked, or none that is a positive number.

    >>> crawl_delay_seconds(read_rules("User-agent: *\\nCrawl-delay: 2.5", "newsbeam"))
    2.5
    """
    delay = rules.delay_seconds
    return delay if delay is not None and math.isfinite(delay) and delay > 0 else None


def sitemap_urls(text: str, url: str) -> tuple[str, ...]:
    """Give the sitemaps that a robots.txt names, each once, read against its own address where they are relative.

    >>> sitemap_urls("User-agent: *\\nSitemap: /news.xml", "https://a.example/robots.txt")
    ('https://a.example/news.xml',)
    """
    found: dict[str, None] = {}
    for line in text.splitlines():
        named = _SITEMAP_LINE.match(line)
        if named is None or len(found) >= SITEMAPS_MAX:
            continue
        try:
            found[resolve(url, named[1])] = None
        except ValueError:
            continue
    return tuple(found)


def judge_status(status: int | None) -> Literal["rules", "open", "closed"]:
    """Give what the status of a robots.txt means: read its rules, all is open, or all is closed (RFC 9309, 2.3.1).

    None stands for no answer at all.

    >>> judge_status(200), judge_status(404), judge_status(503)
    ('rules', 'open', 'closed')
    """
    if status is None:
        return "closed"
    if 200 <= status < 300:
        return "rules"
    # 429 says nothing about the file, only that we must wait.
    return "open" if 300 <= status < 500 and status != 429 else "closed"


def keep_seconds(status: int) -> float:
    """Give the seconds for which an answer for robots.txt holds: six hours, or one hour after an error.

    404 and 410 are no errors: they say that there is none.

    >>> keep_seconds(200), keep_seconds(503)
    (21600.0, 3600.0)
    """
    return KEEP_SECONDS if status < 300 or status in (404, 410) else KEEP_ERROR_SECONDS


def _fold(line: str, agent: str) -> str:
    named = _AGENT_LINE.match(line)
    words = re.split(r"[\s/]+", named.group(1).strip().lower()) if named else [""]
    if words == [""]:
        return line
    return f"User-agent: {words[0] if words[0] in ('*', agent) else 'another'}"
