"""What a signature costs: CPU a request that is signed, the least of three rounds.

python -m bench.signing_cost: prints it, and ends with code 1 where it is beyond its budget.
"""

from __future__ import annotations

import json
import sys
import time

from transforms.clock import utc_now
from transforms.pure.signing.signing_keys import make_signing_key, private_jwk
from transforms.web.options import SignatureOptions
from transforms.web.request_signer import RequestSigner

REQUESTS = 5_000
ROUNDS = 3
BUDGET_MS = 0.3


def measure_signing(requests: int = REQUESTS) -> float:
    """Gives the CPU of one signature in ms."""
    text = json.dumps(private_jwk(make_signing_key(bytes(32))))
    options = SignatureOptions(directory="https://bot.paper.example")
    signer = RequestSigner(options, utc_now, {options.key_env: text})
    return min(_round(signer, requests) for _ in range(ROUNDS))


def _round(signer: RequestSigner, requests: int) -> float:
    begun = time.process_time()
    for n in range(requests):
        signer.headers("page", "GET", f"https://paper{n % 97}.example/2026/11/22/flood-{n}?page=2")
    return 1000 * (time.process_time() - begun) / requests


if __name__ == "__main__":
    cost = measure_signing()
    print(f"A signed request costs {cost:.3f} ms of CPU more (budget {BUDGET_MS} ms).")
    sys.exit(cost > BUDGET_MS)
