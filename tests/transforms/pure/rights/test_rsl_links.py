"""The RSL documents that a page names, found in its bytes."""

import pytest

from transforms.pure.rights.rsl_links import MOST_LINKS, find_rsl_links

PAGE = "https://valley.example/news/dam"
LINK = b'<link rel="license" type="application/rsl+xml" href="/l.xml">'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (LINK, ["https://valley.example/l.xml"]),
        (LINK + LINK, ["https://valley.example/l.xml"]),
        (
            b"<head>\n<LINK TYPE='application/rsl+xml'\n REL=license HREF='l.xml'>",
            ["https://valley.example/news/l.xml"],
        ),
        (b'<base href="https://a.example/b/">' + LINK.replace(b"/l.xml", b"l.xml"), ["https://a.example/b/l.xml"]),
        (
            b'<a rel="license" type="application/rsl+xml" href="https://licences.example/1">L</a>',
            ["https://licences.example/1"],
        ),
        (b'<script type="application/rsl+xml"><rsl/></script>', []),
        (b'<link rel="license" type="application/rsl+xml">', []),
        (b'<link type="application/rsl+xml" href="mailto:a@valley.example">', []),
        (b'<link type="application/rsl+xml" href="/l.xml"', []),
        (b"application/rsl+xml>", []),
        (b"<p>Dam</p>", []),
    ],
)
def test_links_are_found(body: bytes, found: list[str]) -> None:
    assert find_rsl_links(body, PAGE) == found


def test_there_are_not_many() -> None:
    body = b"".join(LINK.replace(b"/l.xml", b"/%d.xml" % number) for number in range(9_000))
    assert len(find_rsl_links(body, PAGE)) == MOST_LINKS
