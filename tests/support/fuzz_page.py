"""Made-up bytes as a page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
from fuzz_checks import NOW, URL, check_date, check_line, check_record, check_same, is_asked_again
from msgspec.structs import replace

# `extract` imports them when it is called, and atheris marks what is imported with this module.
import transforms.pure.article
import transforms.pure.enrichment.enriching  # noqa: F401
from newsbeam.extraction import extract
from transforms.errors import ExtractError
from transforms.pure.net.urls import clean, same_site
from transforms.pure.normalisation import normalise_article
from transforms.pure.page.refreshes import find_refresh
from transforms.pure.text.languages import UNDETERMINED, canonical_tag
from transforms.records import SCHEMA_VERSION, Article

_SCHEMA = Path(__file__).parents[2] / "schemas" / f"article-{SCHEMA_VERSION}.json"
_LEAST_CHARACTERS = 20


def run(data: bytes) -> None:
    """A page is an article that its schema describes, the same each time, or an ExtractError says in one line why not."""
    charset = (None, "utf-8", "iso-8859-1", "shift_jis")[len(data) % 4]
    target = find_refresh(URL, {}, data)
    assert target is None or target.startswith(("http://", "https://"))
    try:
        article = extract(data, url=URL, charset=charset, fetched_at=NOW, min_text_chars=_LEAST_CHARACTERS)
    except ExtractError as error:
        check_line(str(error))
        assert str(error).startswith(URL)
        check_record(error.evidence)
        return
    if is_asked_again(data):
        again = extract(data, url=URL, charset=charset, fetched_at=NOW, min_text_chars=_LEAST_CHARACTERS)
        check_same(article, again)
    check_record(article)
    _validator().validate(json.loads(msgspec.json.encode(article)))
    _check(article)


def _check(article: Article) -> None:
    assert article.text == article.text.strip() and "\n\n\n" not in article.text
    # What enrichment tells of the language stands beside the normal form.
    assert replace(normalise_article(article), language=article.language) == article
    assert article.language in (None, UNDETERMINED, canonical_tag(article.language))
    check_date(article.published_at)
    check_date(article.modified_at)
    assert same_site(article.url, URL) and clean(article.url) == article.url
    assert article.canonical_url is None or clean(article.canonical_url)
    paragraphs = article.text.count("\n\n") + 1
    for image in article.images:
        assert clean(image.url)
        assert image.position is None or 0 <= image.position <= paragraphs
    for share in (article.quality.confidence, article.quality.agreement, article.language_confidence):
        assert share is None or 0 <= share <= 1


@cache
def _validator() -> Any:
    return jsonschema.Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))
