"""Sign what we ask sites for, where the configuration says so (`web.signature`).

The key is read from its file, or from the environment, in each process that asks the web. It is in no option, and so in no
graph, state or log.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from transforms.clock import Clock
from transforms.errors import SigningKeyError
from transforms.pure.net import responses
from transforms.pure.signing.key_directories import read_directory_address
from transforms.pure.signing.signed_requests import NONCE_BYTES, sign_request
from transforms.pure.signing.signing_keys import TEST_THUMBPRINT, SigningKey, choose_key, read_signing_key
from transforms.web.options import SignatureOptions

# All that sites and hubs are asked for is signed. Receivers of notices and rows are the user's own.
UNSIGNED: Final = frozenset[responses.Kind]({"notice", "sink"})
_MOST_BYTES: Final = 100_000
_SOON: Final = timedelta(days=14)
_log = logging.getLogger(__name__)


class RequestSigner:
    """Signs requests with the key that is valid now. Raises: SigningKeyError where a key cannot be had, or none is valid."""

    def __init__(self, options: SignatureOptions, clock: Clock, environ: Mapping[str, str] = os.environ) -> None:
        self._agent = read_directory_address(options.directory or "").agent
        self._older_form = options.older_form
        self._clock = clock
        self._keys = read_keys(options, environ)
        self._says_that_none_is_valid = True
        now = clock()
        if choose_key(self._keys, now) is None:
            raise SigningKeyError(none_is_valid(options, self._keys))
        if choose_key(self._keys, now + _SOON) is None:
            _log.warning("web.signature: in less than %d days no key is valid any more; make the next one", _SOON.days)

    def headers(self, kind: responses.Kind, method: str, url: str) -> dict[str, str]:
        """Give the headers that sign a request; none for what goes to no site, nor while no key is valid."""
        if kind in UNSIGNED:
            return {}
        now = self._clock()
        key = choose_key(self._keys, now)
        if key is None:
            if self._says_that_none_is_valid:
                _log.warning("web.signature: no key is valid any more: requests are not signed; make a new one")
            self._says_that_none_is_valid = False
            return {}
        nonce = os.urandom(NONCE_BYTES)
        return sign_request(key, self._agent, method, url, now, nonce, older_form=self._older_form)


def read_keys(options: SignatureOptions, environ: Mapping[str, str] = os.environ) -> list[SigningKey]:
    """Give the keys that the options name. Raises: SigningKeyError."""
    if options.key_files:
        return [_read_file(f"web.signature.key: {path}", Path(path)) for path in options.key_files]
    place, text = f"web.signature.key_env: {options.key_env}", environ.get(options.key_env)
    if not text:
        raise SigningKeyError(f"{place} is not set; set it to a key, or name the key's file as web.signature.key")
    return [_read(place, text)]


def read_key_file(path: str) -> SigningKey:
    """Give the key of a file. Raises: SigningKeyError."""
    return _read_file(path, Path(path))


def none_is_valid(options: SignatureOptions, keys: list[SigningKey]) -> str:
    """Say that no key is valid now, and of each from when until when it is."""
    said = "; ".join(f"{key.thumbprint} {validity(key)}" for key in keys)
    return f"web.signature: no key is valid now ({said}); make one with `newsbeam keys new` and name it there"


def validity(key: SigningKey) -> str:
    """Say from when until when a key is valid."""
    begins = "" if key.not_before is None else f" from {key.not_before:%Y-%m-%d %H:%M} UTC"
    ends = "" if key.expires_at is None else f" until {key.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"is valid{begins}{ends}" if begins or ends else "is valid without an end"


def _read_file(place: str, path: Path) -> SigningKey:
    try:
        with path.expanduser().open(encoding="utf-8") as file:
            text = file.read(_MOST_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "not UTF-8"
        raise SigningKeyError(f"{place} cannot be read ({cause}); `newsbeam keys new FILE` makes a key") from None
    return _read(place, text)


def _read(place: str, text: str) -> SigningKey:
    try:
        key = read_signing_key(text)
    except ValueError as error:
        raise SigningKeyError(f"{place}: {error}") from None
    if key.thumbprint == TEST_THUMBPRINT:
        raise SigningKeyError(f"{place}: this is the example of RFC 9421, which everybody has; make a key of your own")
    return key
