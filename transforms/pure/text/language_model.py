"""The model that tells languages, loaded when this module is imported, which takes most of a second and 90 MB.

`transforms.pure.text.languages` imports it at the first use. A pool has its fork server import it, whose children share it.
"""

from __future__ import annotations

import math
import unicodedata
from operator import itemgetter
from typing import Any, Final

import numpy
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CHANCE = itemgetter(1)


class FastIdentifier:
    """What py3langid's identifier answers with probabilities, from the same model, in a third of the time.

    The library reads a text byte by byte, and looks up the state that follows from the one before and the byte. Here the
    states of all bytes are looked up at once, each from what was known of the one before, until no state changes. That takes
    as many rounds as the longest sequence that the model knows has bytes, and one: then each state follows from the one before.
    """

    def __init__(self, model: Any):
        """Takes py3langid's identifier, which need not be kept."""
        self._moves: NDArray[numpy.uint32] = numpy.asarray(model.tk_nextmove)
        self._rows: NDArray[numpy.intp] = numpy.asarray(model.tk_row).astype(numpy.intp) << 8
        self._features: NDArray[numpy.int32] = numpy.asarray(model.tk_output, dtype=numpy.int32)
        # The table of the model is in numbers of 16 bits. To look up what each of them is takes less than to reckon it.
        self._halves: NDArray[numpy.uint16] = model.nb_ptc.view(numpy.uint16)
        self._floats = numpy.arange(1 << 16, dtype=numpy.uint16).view(numpy.float16).astype(numpy.float32)
        self._priors: NDArray[numpy.float32] = model.nb_pc
        # A language in two scripts may have a column for each.
        self._languages: Final = list(dict.fromkeys(model.nb_classes))
        self._columns: Final = [self._languages.index(language) for language in model.nb_classes]

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Give all languages with their probabilities, 0 to 1, the likeliest first."""
        read = _encode(text)
        scores = self._score(read) / math.sqrt(len(read) or 1)
        chances = numpy.bincount(self._columns, numpy.exp(scores - scores.max()))
        return sorted(zip(self._languages, (chances / chances.sum()).tolist(), strict=True), key=_CHANCE, reverse=True)

    def classify(self, text: str) -> tuple[str, float]:
        """Give the likeliest language with its probability, 0 to 1."""
        return self.rank(text)[0]

    def walk(self, text: bytes) -> NDArray[numpy.uint32]:
        """Give the state of the model behind each byte of a text."""
        read = numpy.frombuffer(text, numpy.uint8).astype(numpy.intp)
        states: NDArray[numpy.uint32] = self._moves.take(self._rows[0] + read)
        behind = read[1:]
        while True:
            moved = self._moves.take(self._rows.take(states[:-1]) + behind)
            if numpy.array_equal(moved, states[1:]):
                return states
            states[1:] = moved

    def _score(self, text: bytes) -> NDArray[numpy.float32]:
        """Give the score of each column, the logarithm of how likely it is: all alike where the model knows nothing."""
        found = self._features.take(self.walk(text))
        features, counts = numpy.unique(found[found >= 0], return_counts=True)
        if not len(features):
            return numpy.zeros_like(self._priors)
        weights = numpy.log1p(counts, dtype=numpy.float32)
        return weights @ self._floats.take(self._halves.take(features, axis=0)) + self._priors


def _encode(text: str) -> bytes:
    """Give a text in the form that the model was made on."""
    written = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", written).encode("utf-8", "surrogatepass")


IDENTIFIER: Final = FastIdentifier(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
