"""An emulator of S3 in which a request is served whole before the next one begins: a condition then holds, as S3 says it does.

moto looks at a condition, reads the body, and stores it; two threads may do so at once, and both of two creators would win.

python moto_store.py PORT
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from moto.moto_server.threaded_moto_server import MotoRequestHandler
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

_one_at_a_time = Lock()


def serve(port: int) -> None:
    """Serve until the process ends."""
    whole = DomainDispatcherApplication(create_backend_app)

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length:  # Read before: a client that stalls holds nobody else.
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        with _one_at_a_time:
            return [b"".join(whole(environ, start_response))]

    run_simple("127.0.0.1", port, app, threaded=True, request_handler=MotoRequestHandler)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
