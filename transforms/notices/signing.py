"""Sign what is posted, as Standard Webhooks 1.0.0 says: HMAC-SHA256 over id, timestamp and body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
LEAST_BYTES, MOST_BYTES = 24, 64
_MAKE_ONE = (
    "expected whsec_ and 24 to 64 bytes as base64; make one with"
    """ python -c "import base64, os; print('whsec_' + base64.b64encode(os.urandom(32)).decode())\""""
)


def read_secret(text: str) -> bytes:
    """Give the key of a secret as people write it. Raises: ValueError with a sentence, in which nothing of it stands.

    >>> len(read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    24
    """
    try:
        key = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not text.strip().startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(f"this is no secret for webhooks: {_MAKE_ONE}")
    return key


def sign(key: bytes, id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Give the headers of a webhook; `timestamp` is when this try is made, in epoch seconds. The id stays from try to try."""
    signed = b".".join((id_.encode(), str(timestamp).encode(), body))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": id_, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{mac}"}
