"""Patterns of paths: beginnings, stars, ends, and the one spelling in which they are compared."""

import pytest

from transforms.pure.rights.patterns import fits, path_of, spelled


@pytest.mark.parametrize(
    ("pattern", "path", "does"),
    [
        ("/", "/", True),
        ("/", "/news", True),
        ("", "/news", True),
        ("/news$", "/news", True),
        ("/news$", "/news/", False),
        ("*", "/news", True),
        ("/*/dam", "/news/dam", True),
        ("/*/dam", "/dam", False),
        ("/*.jpg$", "/a.jpg/b.jpg", True),
        ("/*.jpg$", "/a.jpg/b.gif", False),
        ("/a*a$", "/a", False),
        ("/a*a$", "/aa", True),
        ("/*a*b*c", "/xaxbxc", True),
        ("/*a*b*c", "/xcxbxa", False),
        ("$", "/", False),
    ],
)
def test_a_pattern_fits(pattern: str, path: str, does: bool) -> None:
    assert fits(pattern, path) is does


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://valley.example", "/"),
        ("https://valley.example?a=1", "/?a=1"),
        ("https://valley.example/a%2fb%7E?q=%c3#end", "/a%2Fb~?q=%C3"),
        ("https://valley.example/ä", "/%C3%A4"),
        ("https://valley.example/a%zz", "/a%zz"),
    ],
)
def test_a_path_has_one_spelling(url: str, path: str) -> None:
    assert path_of(url) == path
    assert spelled(path) == path
