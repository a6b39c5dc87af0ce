"""Made-up bytes as an address."""

from __future__ import annotations

from fuzz_checks import URL, check_line

from transforms.pure.net.urls import (
    MAX_URL_CHARACTERS,
    clean,
    host_of,
    resolve,
    same_site,
    shard_of,
    site_of,
    url_id,
    url_key,
)
from transforms.pure.shown.url_secrets import hide_secrets, secrets_of, without_secrets, without_user

_SHARDS = 8


def run(data: bytes) -> None:
    """An address is cleaned once and for all, and belongs to one site and one shard; or a ValueError refuses it in one line."""
    text = data.decode("utf-8", "surrogateescape")
    _check_secrets(text)
    try:
        absolute = resolve(URL, text)
    except ValueError as error:
        check_line(str(error))
    else:
        assert resolve(URL, absolute) == absolute
    try:
        cleaned = clean(text)
    except ValueError as error:
        check_line(str(error))
        return
    _check_cleaned(cleaned)


def _check_cleaned(cleaned: str) -> None:
    cleaned.encode("ascii")
    assert cleaned.startswith(("http://", "https://")) and cleaned.isprintable() and " " not in cleaned
    assert len(cleaned) <= MAX_URL_CHARACTERS and "#" not in cleaned
    assert clean(cleaned) == cleaned and resolve(URL, cleaned) == cleaned
    assert without_user(cleaned) == cleaned
    key = url_key(cleaned)
    spelled = f"{cleaned.partition(':')[0]}://{key}"
    # Of a host `www.www.valley.example` the key keeps one `www.`: ids stay as they are for ever.
    assert key.startswith("www.") or (url_key(spelled) == key and url_id(spelled) == url_id(cleaned))
    host, site = host_of(cleaned), site_of(cleaned)
    assert host == host_of(host) and site == site_of(site) == site_of(host) and host.endswith(site)
    assert same_site(cleaned, site)
    assert shard_of(cleaned, _SHARDS) == shard_of(site, _SHARDS) in range(_SHARDS)


def _check_secrets(text: str) -> None:
    bare = without_secrets(text)
    assert without_secrets(bare) == bare
    hide_secrets(text)
    secrets_of(text)
    if text.startswith(("http://", "https://")):  # A bare `token=x` is no address.
        assert secrets_of(bare) == (), (text, bare)
