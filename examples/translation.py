"""Titles and standfirsts in one language, by a service that speaks the HTTP interface of LibreTranslate.

    enrich:
      - language
      - translation:Translation:
          url: http://127.0.0.1:5000
          target: en
        seconds: 30

A batch is one request for each language in it. Articles that are in the target language already, or whose language is not
known, have null. Where the service fails, so do the articles of the batch, and only they.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict
from urllib.request import ProxyHandler, Request, build_opener

from newsbeam import Article


@dataclass
class TranslationOptions:
    """url: where the service is. target: the language to translate into. key: its API key, as in ${TRANSLATION_KEY}."""

    url: str
    target: str = "en"
    key: str | None = None
    timeout_seconds: float = 20.0


class TranslationFields(TypedDict):
    """What `extra.translation` holds."""

    language: str
    title: str | None
    standfirst: str | None


class Translation:
    """The step. The client is made once a process."""

    def open(self, options: TranslationOptions) -> None:
        """Make the client; no proxy of the environment is used."""
        self._options = options
        self._client = build_opener(ProxyHandler({}))

    def add(self, articles: Sequence[Article]) -> list[TranslationFields | None]:
        """Give each article its translated title and standfirst."""
        found: dict[str, TranslationFields] = {}
        languages = {_language(article) for article in articles} - {None, "und", self._options.target}
        for language in sorted(filter(None, languages)):
            found |= self._translated([article for article in articles if _language(article) == language], language)
        return [found.get(article.id) for article in articles]

    def _translated(self, articles: list[Article], language: str) -> dict[str, TranslationFields]:
        texts = [text or "" for article in articles for text in (article.title, article.standfirst)]
        translated = self._ask({"q": texts, "source": language, "target": self._options.target, "format": "text"})
        pairs = zip(articles, translated[::2], translated[1::2], strict=True)
        return {
            article.id: {"language": self._options.target, "title": title or None, "standfirst": standfirst or None}
            for article, title, standfirst in pairs
        }

    def _ask(self, question: dict[str, object]) -> list[str]:
        options = self._options
        body = json.dumps(question | ({"api_key": options.key} if options.key else {})).encode()
        request = Request(f"{options.url.rstrip('/')}/translate", body, {"Content-Type": "application/json"})
        with self._client.open(request, timeout=options.timeout_seconds) as answer:
            translated: list[str] = json.load(answer)["translatedText"]
            return translated


def _language(article: Article) -> str | None:
    return article.language.partition("-")[0] if article.language else None
