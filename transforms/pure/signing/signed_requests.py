"""The headers by which a request says whose it is (Web Bot Auth).

draft-meunier-webbotauth-httpsig-protocol-02 (before: draft-meunier-web-bot-auth-architecture): "Generating HTTP Message
Signature", "Signature-Agent" and "Sending a Request". Its least is `@authority` and the member of Signature-Agent that has the
signature's label; `@method` and `@path` are covered, too, so that nobody who sees one request can ask for another page with it.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from transforms.pure.net.audiences import origin_of
from transforms.pure.signing.signed_messages import ALGORITHM, Covered, sign_message
from transforms.pure.signing.signing_keys import SigningKey

LABEL: Final = "sig1"
TAG: Final = "web-bot-auth"
# A request reaches its server within seconds. The draft recommends a day at most.
LIFETIME_SECONDS: Final = 60
NONCE_BYTES: Final = 64


def sign_request(
    key: SigningKey, agent: str, method: str, url: str, now: datetime, nonce: bytes, *, older_form: bool = False
) -> dict[str, str]:
    """Give Signature-Agent, Signature-Input and Signature for one request.

    `agent` is the value that Signature-Agent has for us (`DirectoryAddress.agent`), `url` a WHATWG URL as it is asked, `nonce` 64
    random bytes of this request alone (RFC 9421, 7.2.2). In the older form Signature-Agent is that value alone, as in
    draft-meunier-http-message-signatures-directory-03: "Legacy Signature-Agent, sf-string".
    """
    created = int(now.timestamp())
    covered = (
        Covered("@method", method),  # RFC 9421, 2.2.1
        Covered("@authority", origin_of(url).partition("://")[2]),  # 2.2.3
        Covered("@path", urlsplit(url).path or "/"),  # 2.2.6
        Covered("signature-agent", agent, {} if older_form else {"key": LABEL}),  # 2.1 and 2.1.2
    )
    parameters = {
        "created": created,
        "keyid": key.thumbprint,
        "alg": ALGORITHM,
        "expires": created + LIFETIME_SECONDS,
        "nonce": base64.b64encode(nonce).decode(),
        "tag": TAG,
    }
    member, signature = sign_message(key.private, LABEL, covered, parameters)
    sent = agent if older_form else f"{LABEL}={agent}"
    return {"Signature-Agent": sent, "Signature-Input": member, "Signature": signature}
