"""`transforms.web.answers`: answers that a strict parser refuses, over real connections."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from transforms.web.answers import MendingConnector

CASES = Path(__file__).parents[4] / "shared" / "cases"
BODY = b"<html>five"


class Wire:
    """A server that answers each request with the next of its answers, in pieces, and counts connections."""

    def __init__(self, *answers: list[bytes]) -> None:
        self.answers = list(answers)
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                await reader.readuntil(b"\r\n\r\n")
                for piece in self.answers.pop(0):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0.002)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone
        finally:
            writer.close()


async def _ask(wire: Wire, times: int) -> list[tuple[int, bytes] | str]:
    server = await asyncio.start_server(wire, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    found: list[tuple[int, bytes] | str] = []
    async with server, aiohttp.ClientSession(connector=MendingConnector(), max_headers=1000) as session:
        for _ in range(times):
            try:
                async with session.get(url) as response:
                    found.append((response.status, await response.read()))
            except aiohttp.ClientError as error:
                found.append(type(error).__name__)
    return found


def ask(*answers: list[bytes]) -> tuple[list[tuple[int, bytes] | str], int]:
    """What comes of so many requests in a row, and the number of connections that they took."""
    wire = Wire(*answers)
    return asyncio.run(_ask(wire, len(answers))), wire.connections


def answer(*lines: bytes, status: bytes = b"200 OK", body: bytes = BODY) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"", body])


GOOD = answer(b"Content-Length: 10")
CHUNKS = b"a\r\n" + BODY + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        answer(b"Content-Length: 10", b"Content-Length: 10"),
        answer(b"Content-Length: 10", b"X: y", b"content-length:10", b"CONTENT-LENGTH: 10"),
        answer(b"Content-Length: 10, 10"),
        answer(b"Content-Length: 99", b"Transfer-Encoding: chunked", body=CHUNKS),
        answer(*(b"X-%d: y" % n for n in range(300)), b"Content-Length: 10"),
        answer(b"Link: </a.css>", status=b"103 Early Hints", body=b"") + answer(b"Content-Length: 10, 10"),
        answer(status=b"100 Continue", body=b"") * 2000 + GOOD,
        GOOD.replace(b"\r\n", b"\n"),
    ],
    ids=["good", "twice", "thrice", "list", "chunked too", "300 lines", "hints", "continue", "bare newlines"],
)
@pytest.mark.parametrize("cut", [None, 17, 40])
def test_what_is_meant_is_read_and_the_connection_kept(data: bytes, cut: int | None) -> None:
    pieces = [data] if cut is None else [data[:cut], data[cut : cut + 12], data[cut + 12 :]]
    assert ask(pieces, [GOOD]) == ([(200, BODY), (200, BODY)], 1)


@pytest.mark.parametrize(
    "data",
    [
        answer(b"Content-Length: 10", b"Content-Length: 11"),
        answer(b"Content-Length: 10, 9"),
        answer(b"Content-Length: ten", b"Content-Length: ten"),
        answer(*(b"X-%d: y" % n for n in range(1100)), b"Content-Length: 10"),
        answer(b"X: " + b"y" * 300_000, b"Content-Length: 10"),
        b"HTTP/1.1 OK\r\n\r\n" + BODY,
        b"SSH-2.0-OpenSSH_9.6",
    ],
    ids=["two lengths", "a list of two", "no number", "1100 lines", "a long line", "no status", "no HTTP"],
)
def test_what_is_not_known_to_be_meant_is_refused(data: bytes) -> None:
    assert ask([data], [GOOD])[0] == ["ClientResponseError", (200, BODY)]


@pytest.mark.parametrize("status", [b"304 Not Modified", b"204 No Content"])
@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ([b"Content-Length: 10"], BODY),
        ([b"Content-Length: 10"], b""),
        ([b"Content-Length: 10", b"Content-Length: 11"], BODY),
        ([b"Transfer-Encoding: chunked"], CHUNKS),
        ([], BODY),
        ([], GOOD),
    ],
    ids=["length", "length alone", "two lengths", "chunks", "unannounced", "an answer in the answer"],
)
def test_a_body_where_none_may_be_ends_the_connection(status: bytes, lines: list[bytes], body: bytes) -> None:
    code = int(status[:3])
    assert ask([answer(*lines, status=status, body=body)], [GOOD]) == ([(code, b""), (200, BODY)], 2)


def test_a_late_body_is_not_the_next_answer() -> None:
    late = [answer(b"Content-Length: 5", status=b"304 Not Modified", body=b""), b"hello"]
    assert ask(late, [GOOD]) == ([(304, b""), (200, BODY)], 2)


@pytest.mark.parametrize("lines", [[b'ETag: "b"'], [b"Content-Length: 0"]])
def test_a_304_without_a_body_keeps_its_connection(lines: list[bytes]) -> None:
    empty = [answer(*lines, status=b"304 Not Modified", body=b"")]
    assert ask(empty, empty, [GOOD]) == ([(304, b""), (304, b""), (200, BODY)], 1)


def test_half_a_head_is_no_answer() -> None:
    assert ask([GOOD[:20]])[0][0] in ("ServerDisconnectedError", "ClientOSError")


@pytest.mark.parametrize(("case", "status"), [("not_modified_with_body", 304), ("duplicate_content_length", 200)])
def test_answers_that_were_reported(case: str, status: int) -> None:
    path = CASES / case / "response.http"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    data = path.read_bytes()
    body = data.partition(b"\r\n\r\n")[2] if status == 200 else b""
    assert ask([data], [GOOD])[0] == [(status, body), (200, BODY)]
