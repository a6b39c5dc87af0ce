"""A summary of each article by a language model behind the chat interface that most servers of models have.

    enrich:
      - content_hash
      - summary:Summary:
          url: http://127.0.0.1:8080/v1
          model: small
          key: ${MODEL_KEY:-}
          tokens_a_day: 200000
          cache: summaries
        batch: 4
        seconds: 5m

What was summarised once is kept in `cache`, a folder or any fsspec URL, by the hash of the text: it is not paid for again, in no
run and for no other link to the same text. The tokens that were spent are noted there, too, by UTC day: once a day's budget is
used up, articles have null, and neither an error nor a flag.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict
from urllib.request import ProxyHandler, Request, build_opener

import fsspec

from newsbeam import Article

PROMPT = "Summarise this news article in two sentences, in its own language. Say nothing that it does not say.\n\n"


@dataclass
class SummaryOptions:
    """tokens_a_day: what may be spent in one UTC day, by all processes together. characters: how much of a text is sent."""

    url: str
    model: str
    cache: str
    tokens_a_day: int
    key: str | None = None
    max_tokens: int = 120
    characters: int = 8000
    timeout_seconds: float = 60.0


class SummaryFields(TypedDict):
    """What `extra.summary` holds."""

    text: str
    model: str
    tokens: int


class Summary:
    """The step."""

    def open(self, options: SummaryOptions) -> None:
        """Make the client, and open the cache."""
        self._options, self._client = options, build_opener(ProxyHandler({}))
        self._store, self._root = fsspec.core.url_to_fs(options.cache)
        self._store.makedirs(self._root, exist_ok=True)
        self._mine = uuid.uuid4().hex  # Each process notes what it spent in a file of its own: no two write one.
        self._spent: dict[str, int] = {}

    def add(self, articles: Sequence[Article]) -> list[SummaryFields | Exception | None]:
        """Give each article its summary; an error in its place costs that article alone."""
        return [self._kept(article) for article in articles]

    def _kept(self, article: Article) -> SummaryFields | Exception | None:
        place = f"{self._root}/{self._name(article)}.json"
        if self._store.exists(place):
            kept: SummaryFields = json.loads(self._store.cat_file(place))
            return kept
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        if self._spent_on(day) >= self._options.tokens_a_day:
            return None
        try:
            made = self._ask(article)
        except (OSError, ValueError, LookupError) as error:
            return error
        self._spent[day] = self._spent.get(day, 0) + made["tokens"]
        self._store.pipe_file(f"{self._root}/spent-{day}-{self._mine}.json", json.dumps(self._spent[day]).encode())
        self._store.pipe_file(place, json.dumps(made).encode())
        return made

    def _name(self, article: Article) -> str:
        """Give the name of a summary in the cache: another text, model or prompt has another one."""
        text = article.content_hash or article.text
        return hashlib.sha256(f"{self._options.model}\n{PROMPT}\n{text}".encode()).hexdigest()

    def _spent_on(self, day: str) -> int:
        notes = self._store.glob(f"{self._root}/spent-{day}-*.json")
        return sum(int(self._store.cat_file(note)) for note in notes)

    def _ask(self, article: Article) -> SummaryFields:
        options = self._options
        content = f"{PROMPT}{article.title or ''}\n\n{article.text[: options.characters]}"
        question = {
            "model": options.model,
            "messages": [{"role": "user", "content": content}],
            "max_tokens": options.max_tokens,
        }
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {options.key}"} if options.key else {}
        )
        request = Request(f"{options.url.rstrip('/')}/chat/completions", json.dumps(question).encode(), headers)
        with self._client.open(request, timeout=options.timeout_seconds) as answer:
            said: dict[str, Any] = json.load(answer)
        text = said["choices"][0]["message"]["content"].strip()
        return {"text": text, "model": options.model, "tokens": said["usage"]["total_tokens"]}
