"""newsbeam with a name server that never answers for names below `hanging.example`.

python -m bench.torture.hanging_names ARGUMENTS OF NEWSBEAM
"""

from __future__ import annotations

import socket
import sys
import threading
from functools import wraps
from typing import Any

from pipelines.cli import main

DOMAIN = "hanging.example"


def hang_below(domain: str) -> None:
    """Let the look-up of names below a domain hang in this process, as the system's does, but without an end."""
    ask = socket.getaddrinfo

    @wraps(ask)
    def hanging(host: Any, *arguments: Any, **options: Any) -> Any:
        if str(host).endswith(f".{domain}"):
            threading.Event().wait()
        return ask(host, *arguments, **options)

    socket.getaddrinfo = hanging


if __name__ == "__main__":
    hang_below(DOMAIN)
    sys.exit(main(sys.argv[1:]))
