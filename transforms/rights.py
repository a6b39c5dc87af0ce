"""What a publisher says of the uses of its pages: each signal as it was said, and what follows for four uses."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from transforms.moments import Moment

# Text and data mining (Directive (EU) 2019/790, Art. 2); to train models; to be put before a model that answers (retrieval,
# grounding, summaries); to be found by a search that links to the page.
Use = Literal["tdm", "train_ai", "ai_input", "search"]
Answer = Literal["allowed", "reserved"]
Standard = Literal["tdmrep", "aipref", "content_signal", "rsl", "robots_txt", "robots_meta", "jsonld", "link"]
# robots_txt, tdmrep_file (`/.well-known/tdmrep.json`) and rsl_document are files of a site; feed is the page's item there.
Place = Literal["robots_txt", "tdmrep_file", "rsl_document", "feed", "header", "meta", "jsonld", "link", "script"]


class RightsSignal(Struct, frozen=True, kw_only=True):
    """One thing that a publisher says: by which standard, where it stood, its own words, and the uses that it speaks of."""

    standard: Standard
    place: Place
    value: str
    allows: tuple[Use, ...] = ()
    reserves: tuple[Use, ...] = ()


class Rights(Struct, frozen=True, kw_only=True):
    """What was said of a page when it was fetched, and what follows for each use: null where nobody said a word of it.

    `licence_url` and `policy_url` say where the terms stand. `robots_sha256` is the hash of the robots.txt that counted, in
    lower-case hex, null where there was none; `seen_at` is when all this was seen.
    """

    signals: tuple[RightsSignal, ...] = ()
    tdm: Answer | None = None
    train_ai: Answer | None = None
    ai_input: Answer | None = None
    search: Answer | None = None
    licence_url: str | None = None
    policy_url: str | None = None
    robots_sha256: str | None = None
    seen_at: Moment | None = None


class Statement(Struct, frozen=True, kw_only=True):
    """A signal, and where it sends those who want to know more."""

    signal: RightsSignal
    licence_url: str | None = None
    policy_url: str | None = None


class Heard(Struct, frozen=True, kw_only=True):
    """What was said of a page before it was read: by files of its site, and by the headers of its answer, names in lower case.

    `agent` is the product token by which we asked. `documents` are what RSL documents say of the page, by their addresses: they
    count where the page, its headers or its robots.txt name them.
    """

    agent: str = "newsbeam"
    statements: tuple[Statement, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    robots_sha256: str | None = None
    documents: tuple[tuple[str, Statement], ...] = ()


NOTHING_HEARD = Heard()
