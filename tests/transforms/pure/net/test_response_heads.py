"""`transforms.pure.net.response_heads`: heads that break the rules, and what is made of them."""

import pytest

from transforms.pure.net.response_heads import find_end, may_begin, mend_head


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, *lines, b"", b""])


@pytest.mark.parametrize(
    ("lines", "mended"),
    [
        ([b"Content-Length: 5"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5", b"Content-Length: 5"], [b"Content-Length: 5"]),
        ([b"content-length:5", b"A: b", b"CONTENT-LENGTH:  5 "], [b"Content-Length: 5", b"A: b"]),
        ([b"Content-Length: 5, 5"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5", b"Content-Length: 5,05"], [b"Content-Length: 5"]),
        ([b"Content-Length: 5", b"Content-Length: 6"], [b"Content-Length: 5", b"Content-Length: 6"]),
        ([b"Content-Length: 5, 6"], [b"Content-Length: 5, 6"]),
        ([b"Content-Length: x", b"Content-Length: x"], [b"Content-Length: x", b"Content-Length: x"]),
        ([b"Content-Length: 5", b"Content-Length: "], [b"Content-Length: 5", b"Content-Length: "]),
        ([b"Content-Length: 5", b"Transfer-Encoding: chunked"], [b"Transfer-Encoding: chunked"]),
        ([b"Transfer-Encoding: gzip, Chunked", b"Content-Length: 5"], [b"Transfer-Encoding: gzip, Chunked"]),
        ([b"X-Content-Length: 5", b"X-Content-Length: 5"], [b"X-Content-Length: 5", b"X-Content-Length: 5"]),
        ([b"A: Content-Length: 5", b"Content-Length: 6"], [b"A: Content-Length: 5", b"Content-Length: 6"]),
    ],
)
def test_one_length_at_most(lines: list[bytes], mended: list[bytes]) -> None:
    assert mend_head(head(*lines)).data == head(*mended)


@pytest.mark.parametrize(
    ("status", "lines", "is_all", "is_followed"),
    [
        (b"HTTP/1.1 304 Not Modified", [], True, False),
        (b"HTTP/1.1 304 Not Modified", [b"Content-Length: 0"], True, False),
        (b"HTTP/1.1 304 Not Modified", [b"Content-Length: 5"], True, True),
        (b"HTTP/1.1 304 Not Modified", [b"Transfer-Encoding: chunked"], True, True),
        (b"HTTP/1.0 204", [b"Content-Length: 5"], True, True),
        (b"HTTP/1.1 200 OK", [b"Content-Length: 5"], False, False),
        (b"HTTP/1.1 103 Early Hints", [], False, False),
    ],
)
def test_where_an_answer_ends(status: bytes, lines: list[bytes], is_all: bool, is_followed: bool) -> None:
    mended = mend_head(head(*lines, status=status))
    assert (mended.status, mended.is_all, mended.is_followed) == (int(status[9:12]), is_all, is_followed)


@pytest.mark.parametrize(
    "data", [b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"<html>\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n", b"\r\n\r\n"]
)
def test_what_is_no_head_has_no_status(data: bytes) -> None:
    assert (mend_head(data).status, mend_head(data).data) == (None, data)


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_lines_may_end_without_a_carriage_return(newline: bytes) -> None:
    data = head(b"Content-Length: 5", b"Content-Length: 5").replace(b"\r\n", newline)
    assert find_end(data + b"hello\n\n") == len(data)
    assert mend_head(data).data == head(b"Content-Length: 5").replace(b"\r\n", newline)


def test_an_end_is_found_where_it_was_cut() -> None:
    data = head(b"A: b")
    assert [find_end(data[:cut]) for cut in range(len(data))] == [None] * len(data)
    assert [find_end(data, cut - 3) for cut in range(len(data))] == [len(data)] * len(data)


@pytest.mark.parametrize(
    ("data", "may"),
    [(b"", True), (b"\r\n", True), (b"HTTP/1", True), (b"\r\nHTTP/1.1 2", True), (b"http", False), (b"<ht", False)],
)
def test_how_a_head_begins(data: bytes, may: bool) -> None:
    assert may_begin(data) is may
