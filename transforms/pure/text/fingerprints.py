"""Fingerprints of texts: a hash that tells equal texts, and a MinHash that tells nearly equal ones.

Both are the same on every machine and in every process. A fingerprint names its scheme; two of different schemes cannot be
compared.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import unicodedata
from itertools import pairwise

from transforms.pure.text.normal import folded_words, is_unspaced

HASHES = 128
SEED = 42
# Raised whenever shingles, seed or number of hashes change; rensa's own version of its hashing stands beside it.
SCHEME = "minhash1"
_FORMAT = f"<{HASHES}I"


def content_hash(text: str) -> str:
    """Give the SHA-256 of a text as 64 hexadecimal digits; texts that differ in white space alone have the same.

    Normal form: NFC, each run of white space one space, none at the ends, UTF-8.

    >>> content_hash("One two.\\n\\nThree.") == content_hash("One two. Three.")
    True
    """
    plain = unicodedata.normalize("NFC", text).replace("\n\n", " ").replace("\n", " ")
    # A text in normal form has no other white space; of all white space, only the space counts as printable.
    if "  " in plain or not plain.isprintable() or plain != plain.strip(" "):
        plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def shingles(text: str) -> set[str]:
    """Give the pairs of neighbouring words, or of letters where the script sets no spaces.

    Pairs, since with a fifth of the words changed triples leave too little in common (Broder 1997 on resemblance).

    >>> sorted(shingles("The dam opens early"))
    ['dam opens', 'opens early', 'the dam']
    """
    return set(_pairs(text))


def _pairs(text: str) -> list[str]:
    """Give the shingles in their order, each as often as it stands there."""
    words = folded_words(text)
    if is_unspaced(text):
        letters = "".join(words)
        return [letters[at : at + 2] for at in range(len(letters) - 1)]
    return list(map(" ".join, pairwise(words)))


def fingerprint(text: str) -> str | None:
    """Give the MinHash of a text, as its scheme and 128 little-endian 32-bit numbers in base64; None below two words.

    >>> fingerprint("Dam opens early").partition(":")[0]
    'minhash1.rensa2'
    """
    # Loaded at the first use: a process that only reads records does not need it.
    from rensa import RMinHash

    pairs = _pairs(text)
    if not pairs:
        return None
    minhash = RMinHash(num_perm=HASHES, seed=SEED)
    minhash.update(pairs)  # the least of each hash: neither their order matters, nor how often one stands there
    numbers = base64.b64encode(struct.pack(_FORMAT, *minhash.digest())).decode("ascii")
    return f"{SCHEME}.rensa{RMinHash.ALGORITHM_VERSION}:{numbers}"


def similarity(a: str, b: str) -> float:
    """Give the estimated share of shingles that two texts have in common, 0 to 1, from their fingerprints.

    The standard error is at most 0.045. Raises: ValueError for fingerprints of different schemes.

    >>> similarity(fingerprint("Dam opens early today"), fingerprint("DAM OPENS EARLY, today!"))
    1.0
    """
    scheme, _, first = a.partition(":")
    other, _, second = b.partition(":")
    if scheme != other:
        raise ValueError(f"a fingerprint of scheme {scheme} cannot be compared with one of {other}: make them again")
    pairs = zip(_numbers(first), _numbers(second), strict=True)
    return sum(one == two for one, two in pairs) / HASHES


def _numbers(encoded: str) -> tuple[int, ...]:
    return struct.unpack(_FORMAT, base64.b64decode(encoded))
