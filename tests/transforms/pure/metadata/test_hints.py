"""What a page says of its article outside the running text."""

import pytest
from page_hints import BASE, hints, parsed

from transforms.pure.metadata.images import find_figures
from transforms.pure.page.notes import take_notes
from transforms.records import Image

LANGUAGES = {
    "html": ("", '<html lang="en_GB">', ("en-GB", "html")),
    "useless html": ('<meta property="og:locale" content="de_AT">', '<html lang="">', ("de-AT", "opengraph")),
    "http-equiv": ('<meta http-equiv="Content-Language" content="fr">', "<html>", ("fr", "meta")),
}


@pytest.mark.parametrize(("head", "root", "expected"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_declared_language(head: str, root: str, expected: tuple[str, str]) -> None:
    language = hints(head, root=root).language
    assert language is not None
    assert (language.value, language.source) == expected


def test_canonical_and_images_are_resolved_and_broken_ones_ignored() -> None:
    links = '<link rel="canonical" href="http://["><meta property="og:url" content="/news/dam">'
    found = hints(f'{links}<meta property="og:image" content="/d.jpg">')
    assert found.canonical is not None
    assert (found.canonical.value, found.canonical.source) == ("https://www.valley.example/news/dam", "opengraph")
    assert found.images == (Image(url="https://www.valley.example/d.jpg"),)


@pytest.mark.parametrize(
    ("stated", "tags"),
    [
        ("Dams, Rain; Floods", ("Dams", "Rain", "Floods")),
        ("洪水、水坝", ("洪水", "水坝")),
        ("PG&amp;amp;E; Power", ("PG&E", "Power")),
        ("&amp;quot;Dams&amp;quot;, Rain", ('"Dams"', "Rain")),
        ("AT&T, Rain", ("AT&T", "Rain")),
    ],
)
def test_stated_tags_are_parted(stated: str, tags: tuple[str, ...]) -> None:
    assert hints(f'<meta name="keywords" content="{stated}">').tags == tags


HOSTILE = {
    "title of a megabyte": ("", f"<h1>{'a - ' * 250_000}</h1>"),
    "byline of brackets": ("", f"<p>{'(' * 500_000}</p>"),
    "author without spaces": ("", f"<span itemprop='author'>{'a,' * 500_000}</span>"),
    "author meta without spaces": (f"<meta name='author' content='{'a' * 1_000_000}'>", ""),
    "alternative text of a megabyte": ("", f"<img src='/d.jpg' alt='{'x ' * 500_000}'><p>x x</p>"),
    "caption of one word": ("", f"<figure><img src='/d.jpg'><figcaption>{'w' * 1_000_000}.</figcaption></figure>"),
    "many nested lines with dates": ("", "<h1>Dam</h1>" + "<div>1 line that is long enough to be a paragraph" * 200),
}


@pytest.mark.parametrize(("head", "body"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_said_at_length_is_cut_or_left_out(head: str, body: str) -> None:
    found = hints(head, body)
    assert found.title is None or len(found.title.value) <= 500
    assert all(len(author) <= 80 for author in found.authors)
    tree = parsed(body)
    assert all(len(figure.caption or "") <= 1500 for figure in find_figures(take_notes(tree), BASE)[0])


def test_base_element_resolves_links_and_pictures() -> None:
    head = '<base href="/town/"><link rel="canonical" href="dam"><meta property="og:image" content="d.jpg">'
    found = hints(head)
    assert found.canonical is not None
    assert found.canonical.value == "https://www.valley.example/town/dam"
    assert found.images == (Image(url="https://www.valley.example/town/d.jpg"),)
