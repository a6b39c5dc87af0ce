"""What of an address is a secret: user information, and parameters such as `token`, `key` or `sig`; and how it is left out.

Addresses of feeds, messages and logs are shown without them. The state holds addresses whole, since they are asked. A secret
in a path (`/private/3f9a/rss`) cannot be told from any other name, nor one in a parameter without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

HIDDEN: Final = "hidden"
# Shorter values are words of other texts, too.
LEAST_CHARACTERS: Final = 6

# A parameter is a secret if one of the words in its name is one of these: `feed_token`, `apiKey`, `X-Amz-Signature`.
_WORD_LIST: Final = """
    token tokens secret secrets password passwd passphrase passcode passkey pass pwd key apikey auth authorization oauth
    bearer sig signature hmac jwt sas credential credentials otp email sessionid sessid jsessionid phpsessid sessiontoken
"""
_WORDS: Final = frozenset(_WORD_LIST.split())
# Or if it ends with one of these: `rsstoken`, `userpassword`.
_ENDS: Final = (
    *("token", "secret", "password", "passwd", "signature", "apikey", "authkey", "accesskey", "secretkey", "userkey"),
    *("feedkey", "rsskey", "privatekey", "sessionid", "sessid", "credential", "credentials", "jwt", "authorization"),
)
# Or if it is one of these.
_NAMES: Final = frozenset({"awsaccesskeyid", "googleaccessid", "unlockedarticlecode"})
# These may hold a secret or a plain number or name: the value tells.
_UNSURE: Final = frozenset({"sid", "session", "ticket", "hash", "nonce", "code", "access", "private", "uid", "user_id"})
_LIKELY: Final = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[\w.~+/=-]{8,}", re.ASCII)

_NAME_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MAY_HOLD: Final = re.compile(r"[@?;#=]")
_USER: Final = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#\\]*@")
# In a path parameters stand behind `;`, `&` (of an address whose `?` was forgotten) or alone between two slashes.
_PATH_PARAMETER: Final = re.compile(r"[/;&]([^/;&=]*)=([^/;&]*)")
# An address in a text is part of one word; the punctuation of the sentence behind it is not part of it.
_WORD: Final = re.compile(r"[^\s\"'<>`]+")
_BEGIN: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?//|[/?]")
_BEHIND: Final = ":;,.!?)]}…"
_PIECE: Final = re.compile(r"[^?&;#/]+")
_MAY_NEST: Final = re.compile(r"[%?@=]")
_MOST_NESTED: Final = 3


@lru_cache(maxsize=4_096)
def is_secret(name: str, value: str = "") -> bool:
    """Tell whether a parameter of this name (and for some names, of this value) is a secret.

    >>> is_secret("feed_token"), is_secret("apiKey"), is_secret("sid", "12"), is_secret("sid", "9f3a77c2b1"), is_secret("keyword")
    (True, True, False, True, False)
    """
    plain = unquote(unquote(name)).removeprefix("amp;")
    words = [word.lower() for word in _NAME_WORDS.findall(plain)]
    whole = "".join(words)
    if not _WORDS.isdisjoint(words) or whole in _NAMES or whole.endswith(_ENDS):
        return True
    return plain.lower() in _UNSURE and _LIKELY.fullmatch(unquote(value)) is not None


def without_secrets(url: str) -> str:
    """Give an address without user information and secret parameters, and else as it is. Idempotent.

    >>> without_secrets("https://anna:pw@valley.example/rss;token=8f?id=7&api_key=9c#top")
    'https://valley.example/rss?id=7#top'
    """
    # Where a parameter of the path is left out, what stood behind it may be user information now.
    for _ in range(_MOST_NESTED):
        before, url = url, _without(url, 0) if _MAY_HOLD.search(url) else url
        if url == before:
            return url
    return _before_secrets(url)


def without_user(url: str) -> str:
    """Give an address without user information alone.

    >>> without_user("https://anna:pw@valley.example/a?token=8f")
    'https://valley.example/a?token=8f'
    """
    return _USER.sub(r"\1", url.strip()) if "@" in url else url


def hide_secrets(text: str) -> str:
    """Give a text in which each address is without its secrets.

    >>> hide_secrets("feed https://valley.example/rss?token=8f3a: the server answered 404")
    'feed https://valley.example/rss: the server answered 404'
    """
    return _WORD.sub(_bare, text) if _MAY_HOLD.search(text) else text


def secrets_of(url: str) -> tuple[str, ...]:
    """Give the values in an address that are secrets, as they stand there and decoded, the longest first; no short ones.

    >>> secrets_of("https://valley.example/rss?id=7&token=8f3a%2B77&pass=ab")
    ('8f3a%2B77', '8f3a+77')
    """
    if not _MAY_HOLD.search(url):
        return ()
    user = _USER.match(url)
    values = [] if user is None else re.split(":", user[0].partition("//")[2][:-1], maxsplit=1)
    pairs = [piece.partition("=") for piece in re.split(r"[?&;#/]", url)]
    values += [value for name, _, value in pairs if is_secret(name, value)]
    forms = {form for value in values for form in (value, unquote(value), _quoted(unquote(value)))}
    return tuple(sorted((form for form in forms if len(form) >= LEAST_CHARACTERS), key=lambda form: (-len(form), form)))


def secrets_in_headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Give the values of secret headers, and their parts (`Bearer 8f3a77`), the longest first; no short ones.

    >>> secrets_in_headers({"Authorization": "Bearer 8f3a77c2", "X-Desk": "a"})
    ('Bearer 8f3a77c2', '8f3a77c2')
    """
    parts = {part for value in headers.values() for part in (value, *re.split(r"[\s;,=]+", value))}
    long = (part for part in parts if len(part) >= LEAST_CHARACTERS and part.lower() not in ("bearer", "digest"))
    return tuple(sorted(long, key=lambda part: (-len(part), part)))


def hide_values(text: str, values: Iterable[str]) -> str:
    """Give a text with a mark in place of some values, the longest of which come first.

    >>> hide_values("https://valley.example/a?t=8f3a77", ["8f3a77"])
    'https://valley.example/a?t=hidden'
    """
    for value in values:
        text = text.replace(value, HIDDEN)
    return text


def _bare(match: re.Match[str]) -> str:
    word = match[0]
    begin = _BEGIN.search(word) if "=" in word or "@" in word else None
    if begin is None:
        return word
    address = word[begin.start() :].rstrip(_BEHIND)
    behind = word[begin.start() + len(address) :]
    return word[: begin.start()] + without_secrets(address) + behind


def _without(url: str, depth: int) -> str:
    rest, mark, fragment = _USER.sub(r"\1", url.strip()).partition("#")
    path, question, query = rest.partition("?")
    path = _PATH_PARAMETER.sub(lambda found: "" if is_secret(found[1], found[2]) else found[0], path)
    query, fragment = _kept(query, depth), _kept_fragment(fragment, depth) if "=" in fragment else fragment
    return f"{path}{question if query else ''}{query}{mark if fragment else ''}{fragment}".strip()


def _kept(query: str, depth: int) -> str:
    """Give the parameters that are no secrets. Behind a secret the rest up to the next `&` may be its value, and goes too."""
    found = (_before_secret(pair, depth) for pair in query.split("&"))
    return "&".join(pair for pair in found if pair is not None)


def _kept_fragment(fragment: str, depth: int) -> str:
    """Give a fragment up to its first secret; further signs of a fragment in it part parameters, too."""
    kept: list[str] = []
    for part in fragment.split("#"):
        kept.append(_kept(part, depth))
        if kept[-1] != part:
            break
    return "#".join(kept).rstrip("#")


def _before_secret(pair: str, depth: int) -> str | None:
    kept: list[str] = []
    for piece in pair.split(";"):
        name, equals, value = piece.partition("=")
        bare = _inner(value, depth)
        if equals and (is_secret(name, value) or is_secret(name, bare)):
            return ";".join(kept) or None
        kept.append(name + equals + bare)
    return ";".join(kept)


def _inner(value: str, depth: int) -> str:
    """Give a value without the secrets of an address that stands in it."""
    if depth >= _MOST_NESTED:
        return _before_secrets(value)
    if not _MAY_NEST.search(value):
        return value
    plain = unquote(value)
    bare = _without(plain, depth + 1) if _MAY_HOLD.search(plain) else plain
    return value if bare == plain.strip() else _quoted(bare)


def _before_secrets(text: str) -> str:
    """Give a text that is nested too deep to be taken apart up to its first secret parameter, or sign of user information."""
    for piece in _PIECE.finditer(text):
        name, equals, value = piece[0].partition("=")
        if "@" in piece[0] or (equals and is_secret(name, value)):
            return text[: piece.start()]
    return text


def _quoted(text: str) -> str:
    """Give a text as it stands in a parameter; half a character, as of an argument that is no UTF-8, is one, too."""
    return quote(text, safe="", errors="surrogatepass")
