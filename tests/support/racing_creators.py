"""Processes that try to create one object at the same moment, each with bytes of its own.

python tests/support/racing_creators.py ROOT PATH HOW_MANY SIZE      prints a JSON list: what each of them was answered

They are forked from one process that has imported what they need, and begin once each has its connection.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bytes_of(creator: int, size: int) -> bytes:
    """What a creator tries to create; no other one tries the same."""
    name = f"creator {creator} ".encode()
    return (name * (size // len(name) + 1))[: max(size, len(name))]


def race(root: str, path: str, creators: int, size: int, env: Mapping[str, str]) -> list[str]:
    """What each creator was answered: won, taken, or the error."""
    command = [sys.executable, __file__, root, path, str(creators), str(size)]
    done = subprocess.run(command, env=dict(env), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def _create(root: str, path: str, creator: int, size: int, ready: int, go: int) -> str:
    from transforms.errors import AlreadyExists
    from transforms.state.storage import open_store

    store, data = open_store(root), bytes_of(creator, size)
    store.read("nothing")  # Its connection is open from now on.
    os.write(ready, b".")
    os.read(go, 1)
    try:
        store.create(path, data)
    except AlreadyExists:
        return "taken"
    except Exception as error:
        return repr(error)
    return "won"


def main(root: str, path: str, creators: int, size: int) -> None:
    """Fork the creators, let them begin together, and print what each was answered."""
    sys.path.insert(0, str(ROOT))
    from transforms.state.storage import open_store

    open_store(root)  # Imports the library, and asks nothing.
    ready_end, ready = os.pipe()
    go, go_end = os.pipe()
    answers = []
    for creator in range(creators):
        answer_end, answer = os.pipe()
        if not os.fork():
            os.write(answer, _create(root, path, creator, size, ready, go).encode())
            os._exit(0)
        os.close(answer)
        answers.append(answer_end)
    for _ in range(creators):
        os.read(ready_end, 1)
    os.write(go_end, b"." * creators)
    print(json.dumps([b"".join(iter(lambda end=end: os.read(end, 65536), b"")).decode() for end in answers]))  # type: ignore[misc]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
