"""Made-up bytes as each thing that speaks of uses: a robots.txt, a tdmrep.json, an RSL document, a feed, a page, its headers."""

from __future__ import annotations

from collections.abc import Sequence

from fuzz_checks import NOW, URL, check_record, check_same
from lxml.html import document_fromstring

from transforms.feed_items import FeedItem
from transforms.pure.feeds.feed_rights import add_feed_rights
from transforms.pure.page.metas import read_metas
from transforms.pure.page.notes import take_notes
from transforms.pure.rights.archiving import may_archive
from transforms.pure.rights.page_rights import MOST_SIGNALS, read_rights, say_headers, settle
from transforms.pure.rights.robots_lines import MOST_LICENCES, MOST_RULES, read_robots_rights, say_robots
from transforms.pure.rights.rsl import MOST_CONTENTS, read_rsl, say_contents
from transforms.pure.rights.rsl_links import MOST_LINKS, find_rsl_links
from transforms.pure.rights.statements import MOST_CHARACTERS
from transforms.pure.rights.tdmrep import MOST_RULES as MOST_TDM_RULES
from transforms.pure.rights.tdmrep import read_tdm_file, say_file
from transforms.rights import Heard, Statement

_AGENT = "newsbeam"
_HEADERS = ("tdm-reservation", "tdm-policy", "content-usage", "content-signal", "x-robots-tag", "link")


def run(data: bytes) -> None:
    """Whatever is said, it is read within its bounds, and the record of it may be written and shown."""
    said = [*_say_robots(data), *_say_tdm_file(data), *_say_documents(data), *_say_headers(data)]
    rights = settle(said, None, NOW)
    check_record(rights)
    assert len(rights.signals) <= MOST_SIGNALS
    assert all(len(signal.value) <= MOST_CHARACTERS for signal in rights.signals)
    assert may_archive(rights.signals, _AGENT) in (True, False)
    _check_page(data, said)


def _say_robots(data: bytes) -> list[Statement]:
    text = data.decode("utf-8", "replace")
    read = read_robots_rights(text, _AGENT)
    assert len(read.usage) <= MOST_RULES and max(len(read.signals), len(read.licences)) <= MOST_LICENCES
    check_same(read, read_robots_rights(text, _AGENT))
    return say_robots(read, URL)


def _say_tdm_file(data: bytes) -> list[Statement]:
    rules = read_tdm_file(data)
    assert len(rules) <= MOST_TDM_RULES
    return say_file(rules, URL)


def _say_documents(data: bytes) -> list[Statement]:
    contents = read_rsl(data)
    assert len(contents) <= MOST_CONTENTS
    assert len(find_rsl_links(data, URL)) <= MOST_LINKS
    (item,) = add_feed_rights([FeedItem(link=URL)], data, URL)
    return [*say_contents("rsl_document", contents, URL), *(Statement(signal=one) for one in item.said)]


def _say_headers(data: bytes) -> list[Statement]:
    lines = [line.decode("latin-1").strip() for line in data.split(b"\n")]
    return say_headers(dict(zip(_HEADERS, filter(None, lines), strict=False)), URL, _AGENT)


def _check_page(data: bytes, said: Sequence[Statement]) -> None:
    page = take_notes(document_fromstring(f"<html><body><p>x</p>{data.decode('latin-1')}".replace("\0", "")))
    check_record(read_rights(page, read_metas(page.named("meta")), [], URL, NOW, Heard(statements=tuple(said))))
