"""A process that asks for URLs one after the other, as a turn does: what hosts it has to leave alone is kept in a state.

python rests_process.py STATE PINS URL ...      prints the outcome of each: `200`, or the reason of the error
"""

from __future__ import annotations

import json
import sys

from transforms.errors import FetchError
from transforms.state.rests import RestKeeper
from transforms.state.storage import open_store
from transforms.web.client import Web
from transforms.web.options import WebOptions


def main(state: str, pins: str, *urls: str) -> None:
    web = Web(WebOptions(resolve=json.loads(pins), spacing_seconds=0.0))
    keeper = RestKeeper(web, open_store(state), 0, 1)
    keeper.load()
    for url in urls:
        try:
            outcome = str(web.submit(keeper.asking(web.get(url, kind="page"))).result().status)
        except FetchError as error:
            outcome = error.reason
        print(outcome, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
