"""Embeddings of articles by a small model whose weights come in its wheel: nothing is downloaded, no service is asked.

    enrich:
      - language
      - embeddings:Embedding:
          dimensions: 128

It needs `pip install wordllama`. About 1 ms an article, 110 MB in its process. The vectors have length 1: the product of two is
their cosine. The model knows English best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from newsbeam import Article


@dataclass
class EmbeddingOptions:
    """dimensions: how long a vector is. characters: how much of a text counts, behind its title."""

    dimensions: Literal["64", "128", "256"] = "256"
    characters: int = 2000


class EmbeddingFields(TypedDict):
    """What `extra.embedding` holds."""

    model: str
    vector: list[float]


class Embedding:
    """The step. The model is loaded once a process."""

    def open(self, options: EmbeddingOptions) -> None:
        """Load the model from the files of its package, which it would else look for in another folder and download."""
        import wordllama

        self._options = options
        self._model = wordllama.WordLlama.load(
            trunc_dim=int(options.dimensions), cache_dir=Path(wordllama.__file__).parent, disable_download=True
        )

    def add(self, articles: Sequence[Article]) -> list[EmbeddingFields]:
        """Give each article its vector."""
        texts = [f"{article.title or ''}\n{article.text[: self._options.characters]}" for article in articles]
        vectors = self._model.embed(texts, norm=True)
        return [{"model": "wordllama-l2-supercat", "vector": vector} for vector in vectors]
