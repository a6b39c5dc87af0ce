"""Name every reason for which an entry, a page or a feed comes to nothing: one row each, and the only place that spells it.

To add a reason:

1. Add its row here. Give the row's name to the code that raises it (`reasons.NO_TEXT`); a typo is then an error of mypy.
2. Run `python -m pipelines.schema`, which lists the row in docs/records.md.

No other file changes: `newsbeam status` and `newsbeam extract --explain` take their sentences from the rows, and
tests/transforms/test_reasons.py fails for a reason that has no row, and for a row that nothing raises.

The codes are stored in failures, manifests and logs, and are counted. Never change or reuse one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, NewType

Reason = NewType("Reason", str)

# What a reason may do. A failure ends an entry with a record; so does a refusal, where another page stood in the article's
# place. A deferral is a failure for now: the entry stays owed. So it does after a long deferral, where the page is forbidden,
# denied or refused to us: it is asked for again at long distances. A drop ends an entry or an item of a feed without a
# record; a recorded drop has one, by which it can be brought back. A feed failure ends one poll with a record; the feed is
# polled again later.
Kind = Literal["failure", "refusal", "deferral", "long deferral", "drop", "recorded drop", "feed failure"]
# Where it happens. A failure's record names one of the first four.
FailureStage = Literal["poll", "fetch", "extract", "expire"]
Stage = Literal[FailureStage, "keep", "write"]


class Ends(NamedTuple):
    """What a reason may do, and where."""

    kinds: tuple[Kind, ...]
    stages: tuple[Stage, ...]


class Row(NamedTuple):
    """One reason. `meaning` and `cure` are sentences; `waiting_helps` says whether the same request may work later."""

    code: Reason
    ends: Ends
    waiting_helps: bool
    meaning: str
    cure: str


_TABLE: dict[Reason, Row] = {}
TABLE: Mapping[Reason, Row] = _TABLE


def http_status(status: int) -> Reason:
    """Give the reason for an HTTP status that brings no page.

    >>> http_status(404)
    'http_404'
    """
    return Reason(f"http_{status}")


def row_of(code: str) -> Row | None:
    """Give the row of a code; None for a code that this version does not know, as an older state may hold.

    >>> row_of("http_418").code, row_of("http_502").code, row_of("no_txet")
    ('http_4xx', 'http_5xx', None)
    """
    known = _TABLE.get(Reason(code))
    if known is not None or not (code.startswith("http_") and code[5:].isdecimal()):
        return known
    return _TABLE.get(Reason(f"http_{code[5]}xx"), _TABLE[HTTP_OTHER])


def of_kind(kind: Kind) -> tuple[Reason, ...]:
    """Give the reasons of a kind, in the order of the table.

    >>> of_kind("refusal")
    ('bot_check', 'consent_page', 'not_article')
    """
    return tuple(row.code for row in _TABLE.values() if kind in row.ends.kinds)


def waits_long(code: Reason) -> bool:
    """Tell whether a page is forbidden, denied or refused to us, so that its entry waits, and is asked for at long distances.

    >>> waits_long(BLOCKED_ADDRESS), waits_long(http_status(403)), waits_long(TIMEOUT), waits_long(http_status(404))
    (True, True, False, False)
    """
    row = row_of(code)
    return row is not None and "long deferral" in row.ends.kinds


def is_recorded_drop(code: str) -> bool:
    """Tell whether a record of a failure is that of an entry which was dropped, and counts as dropped.

    >>> is_recorded_drop(RESERVED_RSL), is_recorded_drop(DUPLICATE), is_recorded_drop(TIMEOUT)
    (True, False, False)
    """
    row = row_of(code)
    return row is not None and "recorded drop" in row.ends.kinds


def explain(code: str) -> str:
    """Give the sentences on a code for a person: what it means, whether waiting helps, what to do. Empty where unknown.

    >>> explain("hung")
    'The page took longer to read than one page may. Waiting does not help. Raise `extract.page_seconds`.'
    """
    row = row_of(code)
    if row is None:
        return ""
    if waits_long(row.code) and "deferral" not in row.ends.kinds:
        waiting = "An ingest asks again at long distances"
    else:
        waiting = f"Waiting {'may help' if row.waiting_helps else 'does not help'}"
    return f"{row.meaning} {waiting}. {row.cure}"


def _row(code: str, ends: Ends, waiting: Literal["may help", "does not help"], meaning: str, cure: str) -> Reason:
    reason = Reason(code)
    _TABLE[reason] = Row(reason, ends, waiting == "may help", meaning, cure)
    return reason


_LEFT_OUT = Ends(("drop",), ("poll",))
_NOT_KEPT = Ends(("drop",), ("poll", "keep"))
_RESERVED = Ends(("recorded drop",), ("fetch", "keep"))
_NO_FEED = Ends(("feed failure",), ("poll",))
_NOT_ASKED = Ends(("deferral", "feed failure"), ("fetch", "poll"))
_FOR_NOW = Ends(("deferral", "failure", "feed failure"), ("fetch", "poll"))
_FOR_GOOD = Ends(("failure", "feed failure"), ("fetch", "poll"))
_KEPT_FROM_US = Ends(("long deferral", "failure", "feed failure"), ("fetch", "poll"))
_FOR_NOW_THEN_LONG = Ends(("deferral", *_KEPT_FROM_US.kinds), ("fetch", "poll"))
_NO_PAGE = Ends(("failure",), ("fetch",))
_EXPIRED = Ends(("failure",), ("expire",))
_NO_ARTICLE = Ends(("failure",), ("extract",))
_NOT_READ = Ends(("deferral", "failure"), ("extract",))
_INSTEAD = Ends(("refusal",), ("extract",))
_INSTEAD_FOR_NOW = Ends(("refusal", "long deferral"), ("extract",))
_NOT_WANTED = Ends(("drop",), ("fetch",))
_KNOWN = Ends(("drop",), ("write",))

# fmt: off
# Items of a feed that do not become entries.
NO_LINK = _row("no_link", _LEFT_OUT, "does not help",
    "The item has no link to a page.", "Nothing to do: some feeds list items without a page.")
BAD_LINK = _row("bad_link", _LEFT_OUT, "does not help",
    "The item's link is no address of a web page.", "Tell the publisher, or use another feed of theirs.")
BEYOND_CAP = _row("beyond_cap", _LEFT_OUT, "does not help",
    "The document has more items than are read of one.", "Raise `poll.max_items`.")
URL_PATTERN = _row("url_pattern", _LEFT_OUT, "does not help",
    "The URL is not one of those that the configuration keeps.", "Change `keep.url_include` or `keep.url_exclude`.")
SECTION = _row("section", _LEFT_OUT, "does not help",
    "The item is in none of the sections that the configuration keeps.", "Change `keep.sections`.")
FIRST_POLL_AGE = _row("first_poll_age", _LEFT_OUT, "does not help",
    "The feed, or a sitemap of it, is new, and the item is older than a new feed may bring.", "Raise `first_poll.max_age_days`.")
FIRST_POLL_CAP = _row("first_poll_cap", _LEFT_OUT, "does not help",
    "The feed is new, and newer items fill the number that it may bring.", "Raise `first_poll.max_entries`.")
DUPLICATE_IN_FEED = _row("duplicate_in_feed", _LEFT_OUT, "does not help",
    "Another item of the same feed has the same link.", "Nothing to do: the other item counts.")
LANGUAGE = _row("language", _NOT_KEPT, "does not help",
    "The language is none of those that the configuration keeps.", "Change `keep.languages`.")
TOO_OLD = _row("too_old", _NOT_KEPT, "does not help",
    "It is older than the configuration keeps.", "Raise `keep.max_age_days`.")

# Feeds that cannot be read.
NOT_A_FEED = _row("not_a_feed", _NO_FEED, "may help",
    "The document is no RSS, Atom or JSON Feed, and no sitemap.",
    "`newsbeam feeds find` finds the feeds of the site: configure the address of one.")
EMPTY_FEED_DOCUMENT = _row("empty_feed_document", _NO_FEED, "may help",
    "The document is empty.", "Look at the address again if the next polls fail too.")
MALFORMED_FEED = _row("malformed_feed", _NO_FEED, "may help",
    "The feed is broken before its first item.", "Tell the publisher if the next polls fail too.")
UNREADABLE_FEED = _row("unreadable_feed", _NO_FEED, "may help",
    "The feed is large, and reading it ended the process or took too long.", "Raise `poll.parse_seconds`.")

# Requests for a page or a feed. A page is asked for again as often as `fetch.attempts` says; the last try is a failure.
TIMEOUT = _row("timeout", _FOR_NOW, "may help",
    "There was no connection, or no complete answer, in time.", "Raise `web.total_seconds` if the site is always slow.")
DNS = _row("dns", _FOR_NOW, "may help",
    "The host's name cannot be resolved.", "Check the address and the DNS of this machine.")
TLS = _row("tls", _FOR_NOW, "may help",
    "There is no secure connection, for instance because the certificate is not valid.",
    "Check the clock and the certificates of this machine; else only the site can fix it.")
CONNECTION = _row("connection", _FOR_NOW, "may help",
    "The connection failed or broke off, or the answer is not valid HTTP.", "Check the network of this machine.")
PROXY = _row("proxy", _FOR_NOW, "may help",
    "The proxy that `web.proxy` names could not be reached, or did not connect to the site.",
    "See that the proxy runs, and that it lets newsbeam pass to this site.")
BAD_ENCODING = _row("bad_encoding", _FOR_NOW, "may help",
    "The body cannot be decompressed as its header says.", "Nothing to do: only the site can fix it.")
TOO_MANY_REDIRECTS = _row("too_many_redirects", _FOR_NOW, "may help",
    "The address redirects in a circle or too often.", "Open the address in a browser; `web.max_redirects` sets the limit.")
HTTP_401 = _row("http_401", _KEPT_FROM_US, "may help",
    "The server wants a login.", "For a feed of yours, give its `headers`; a page behind a login cannot be fetched.")
HTTP_402 = _row("http_402", _KEPT_FROM_US, "does not help",
    "The server wants to be paid for it.", "Set `web.contact`, and ask the publisher for access.")
HTTP_403 = _row("http_403", _KEPT_FROM_US, "may help",
    "The server refuses us, perhaps as an automated client.", "Set `web.contact`, and ask the publisher for access.")
HTTP_408 = _row("http_408", _FOR_NOW, "may help",
    "The server did not get the request in time.", "Check the network of this machine.")
HTTP_425 = _row("http_425", _FOR_NOW, "may help",
    "The server wants the request again later.", "Nothing to do.")
HTTP_429 = _row("http_429", _FOR_NOW_THEN_LONG, "may help",
    "The server says that we ask too often.", "Raise `web.spacing_seconds`, or lower `web.per_site`.")
HTTP_451 = _row("http_451", _KEPT_FROM_US, "does not help",
    "The server may not give it to us for reasons of law, often in this country alone.", "Ask the publisher for access.")
HTTP_4XX = _row("http_4xx", _FOR_GOOD, "does not help",
    "The server has no page at this address, or will not give it: for instance 404 and 410.",
    "Open the address in a browser; for a feed, configure its new address or remove it.")
HTTP_5XX = _row("http_5xx", _FOR_NOW, "may help",
    "The server failed or is not available.", "Nothing to do: only the site can fix it.")
HTTP_OTHER = _row("http_xxx", _FOR_NOW, "may help",
    "The server answered with a status that brings no page, for instance 202 or 204.", "Open the address in a browser.")
ROBOTS_UNREACHABLE = _row("robots_unreachable", _NOT_ASKED, "may help",
    "The site's robots.txt cannot be read, so nothing is fetched there for now.", "Open the robots.txt in a browser.")
SITE_DOWN = _row("site_down", _NOT_ASKED, "may help",
    "The site could not be reached a moment ago and is left alone.", "Nothing to do; `web.down_seconds` says how long.")
UNEXPECTED_ERROR = _row("unexpected_error", Ends(_FOR_NOW.kinds, ("fetch", "poll", "extract")), "may help",
    "Reading the answer raised an error in newsbeam.", "Please report it with the traceback that the log has.")
HOST_WAITING = _row("host_waiting", _NOT_ASKED, "may help",
    "The host asked us to wait (429, 503) and is left alone as long as it wants.", "Raise `web.spacing_seconds`.")
ROBOTS_DENIED = _row("robots_denied", _KEPT_FROM_US, "does not help",
    "The site's robots.txt does not allow us to fetch it.", "Ask the publisher for permission.")
BLOCKED_ADDRESS = _row("blocked_address", _KEPT_FROM_US, "does not help",
    "The host's address is private or reserved.", "Name the address under `web.allow_addresses` if it is meant.")
BAD_URL = _row("bad_url", _FOR_GOOD, "does not help",
    "The address cannot be requested.", "Check it; for a feed, correct the configuration.")
BAD_REDIRECT = _row("bad_redirect", _FOR_GOOD, "does not help",
    "The server redirects without an address, or to none of a web page.", "Open the address in a browser.")
CONTENT_TYPE = _row("content_type", _FOR_GOOD, "does not help",
    "The answer is no HTML page (for a feed: no kind of text), but for instance a picture or a PDF.",
    "Nothing to do: only pages become articles. For a feed, correct its address.")
TOO_LARGE = _row("too_large", _KEPT_FROM_US, "does not help",
    "The body is larger than a page or a feed may be.", "Raise `web.page_max_bytes` or `web.feed_max_bytes`.")

# Articles that their publishers reserve for what they are collected for (`rights.policy`), by the standard that says so.
RESERVED_TDMREP = _row("reserved_tdmrep", _RESERVED, "does not help",
    "The publisher reserves text and data mining by TDMRep.",
    "Ask the publisher for a licence, or change `rights.purposes`; then `newsbeam retry` brings them.")
RESERVED_AIPREF = _row("reserved_aipref", _RESERVED, "does not help",
    "The publisher reserves one of your purposes by Content-Usage.",
    "Ask the publisher for a licence, or change `rights.purposes`; then `newsbeam retry` brings them.")
RESERVED_CONTENT_SIGNAL = _row("reserved_content_signal", _RESERVED, "does not help",
    "The publisher reserves one of your purposes by Content-Signal.",
    "Ask the publisher for a licence, or change `rights.purposes`; then `newsbeam retry` brings them.")
RESERVED_RSL = _row("reserved_rsl", _RESERVED, "does not help",
    "The publisher reserves or sells one of your purposes by an RSL licence.",
    "Ask the publisher for a licence, or change `rights.purposes`; then `newsbeam retry` brings them.")
RESERVED_ROBOTS_META = _row("reserved_robots_meta", _RESERVED, "does not help",
    "The page reserves one of your purposes by a robots meta element or X-Robots-Tag.",
    "Ask the publisher for a licence, or change `rights.purposes`; then `newsbeam retry` brings them.")

# Entries that end without an answer of their own.
REDIRECT_LOOP = _row("redirect_loop", _NO_PAGE, "does not help",
    "The entry was redirected in a circle over several sites.", "Open the address in a browser.")
TOO_MANY_HANDOVERS = _row("too_many_handovers", _NO_PAGE, "does not help",
    "The entry was redirected from site to site too often.", "Open the address in a browser.")
EXPIRED = _row("expired", _EXPIRED, "does not help",
    "The entry was owed for too long; the message names the last try.", "Remove that cause, or raise `fetch.expire_days`.")
FEED_REMOVED = _row("feed_removed", _NOT_WANTED, "does not help",
    "The entry's feed was removed or disabled, and `drop_owed` is on.", "Set `drop_owed` to false to fetch such entries.")
MOVED = _row("moved", _NOT_WANTED, "does not help",
    "The entry redirects to a site of another shard, and is owed there now.", "Nothing to do: that shard fetches it.")

# Pages that give no article.
NOT_HTML = _row("not_html", _NO_ARTICLE, "does not help",
    "The body is no HTML page.", "Open the address in a browser.")
TOO_MANY_TAGS = _row("too_many_tags", _NO_ARTICLE, "does not help",
    "The page has far more HTML tags than any article.", "Nothing to do: such pages are lists or data.")
NO_TEXT = _row("no_text", _NO_ARTICLE, "does not help",
    "The page shows no text, or too little to be an article.",
    "Lower `extract.min_text_chars`, or see with `newsbeam extract --explain` what was found.")
CRASHED = _row("crashed", _NO_ARTICLE, "does not help",
    "The page ended the process that read it.", "Please report the address: this is a fault of newsbeam or of a parser.")
OUTGREW = _row("outgrew", _NO_ARTICLE, "does not help",
    "The page needed more memory to read than one process may have.", "Raise `extract.process_mb`.")
KILLED = _row("killed", _NOT_READ, "may help",
    "The processes that read the page were killed from outside, as the system does where memory runs out.",
    "Give the machine more memory, or set fewer `extract.processes`.")
HUNG = _row("hung", _NO_ARTICLE, "does not help",
    "The page took longer to read than one page may.", "Raise `extract.page_seconds`.")
BOT_CHECK = _row("bot_check", _INSTEAD_FOR_NOW, "does not help",
    "A check for robots stood in the article's place.", "Set `web.contact`, and ask the publisher for access.")
CONSENT_PAGE = _row("consent_page", _INSTEAD_FOR_NOW, "does not help",
    "A request for consent stood in the article's place.", "Ask the publisher for access without it.")
NOT_ARTICLE = _row("not_article", _INSTEAD, "does not help",
    "The page is no article, but a list of others, the front page of the site, or a notice that the page is missing.",
    "Nothing to do; report the address if it is an article.")

# Entries whose article is known.
DUPLICATE = _row("duplicate", _KNOWN, "does not help",
    "The entry leads to an article that is written already.", "Nothing to do.")
SEEN_AGAIN = _row("seen_again", _KNOWN, "does not help",
    "The entry ended long ago and still stands in its feed; it is remembered for longer.", "Nothing to do.")
FORGOTTEN = _row("forgotten", _KNOWN, "does not help",
    "The article was taken down with `newsbeam forget`, and is not written again.", "Nothing to do.")
NO_STORY = _row("no_story", _KNOWN, "does not help",
    "Only in the log of the stories: articles came, and no story changed.", "Nothing to do.")
# fmt: on
