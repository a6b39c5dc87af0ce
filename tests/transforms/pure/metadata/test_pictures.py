"""Where a picture is loaded from."""

import pytest
from page_hints import BASE, parsed

from transforms.pure.metadata.images import find_figures
from transforms.pure.metadata.pictures import find_address, image_key, is_icon, iterate_offered, read_keys
from transforms.pure.page.notes import take_notes


def test_lazy_images_and_the_largest_of_a_set() -> None:
    largest = "<figure><img src='data:image/gif;base64,R0' srcset='/s.jpg 320w, /l.jpg 1280w'></figure>"
    tree = parsed(f"{largest}<figure><img data-src='/z.jpg'></figure>")
    assert [figure.url.rpartition("/")[2] for figure in find_figures(take_notes(tree), BASE)[0]] == ["l.jpg", "z.jpg"]


KEYS = {
    "size in the name": ("https://img.valley.example/2026/dam-1024x768.jpg", "dam"),
    "size in the query": ("https://img.valley.example/dam.jpg?w=640&h=480", "dam"),
    "other format": ("https://img.valley.example/dam.webp", "dam"),
    "address within an address": ("https://proxy.example/640/https://img.valley.example/dam.jpg", "dam"),
    "escaped": ("https://img.valley.example/gro%C3%9Fer-damm.jpg", "großer-damm"),
    "a name that many have": ("https://img.valley.example/dam-84211/original.jpg", "dam-84211/original"),
    "a number": ("https://img.valley.example/84211/7.jpg", "84211/7"),
    "no path": ("https://img.valley.example", "https://img.valley.example"),
}


@pytest.mark.parametrize(("url", "expected"), KEYS.values(), ids=KEYS)
def test_image_key(url: str, expected: str) -> None:
    assert image_key(url) == expected


OFFERED = {
    "src": ("<img src='/d.jpg'>", "https://www.valley.example/d.jpg"),
    "lazy before src": ("<img src='/small.jpg' data-src='/d.jpg'>", "https://www.valley.example/d.jpg"),
    "source of a picture": (
        "<picture><source srcset='/d.webp 2x'><img src='/d.jpg'></picture>",
        "https://www.valley.example/d.webp",
    ),
    "comma in an address": ("<img srcset='/a,b.jpg 1x, /c,d.jpg 2x'>", "https://www.valley.example/c,d.jpg"),
    "placeholder": ("<img src='/img/blank.gif'>", None),
    "data alone": ("<img src='data:image/gif;base64,R0'>", None),
    "icon": ("<img src='/d.jpg' width='16'>", None),
    "width in words": ("<img src='/d.jpg' width='auto'>", "https://www.valley.example/d.jpg"),
    "none": ("<p>Dam</p>", None),
}


@pytest.mark.parametrize(("markup", "expected"), OFFERED.values(), ids=OFFERED)
def test_the_address_of_a_picture(markup: str, expected: str | None) -> None:
    tree = parsed(f"<figure>{markup}</figure>")
    offered = list(iterate_offered(tree))
    assert find_address(offered, BASE) == expected
    assert bool(offered) == (expected is not None)


ALONE = {
    "its own address": ("<picture><source srcset='/s.webp'><img src='/d.jpg'></picture>", ["/d.jpg"]),
    "its sources'": (
        "<picture><source srcset='/s.webp'><source srcset='/d.jpg 2x'><img alt=''></picture>",
        ["/d.jpg", "/s.webp"],
    ),
    "late": ("<picture><source data-srcset='/d.webp'><img src='data:image/gif;base64,R0'></picture>", ["/d.webp"]),
    "an icon": ("<picture><source srcset='/d.webp'><img width=16></picture>", []),
    "no picture": ("<div data-src='/d.jpg'><img></div>", []),
    "a film": ("<video><source src='/d.mp4'></video><img>", []),
}


@pytest.mark.parametrize(("markup", "expected"), ALONE.values(), ids=ALONE)
def test_a_picture_that_stands_alone(markup: str, expected: list[str]) -> None:
    assert list(iterate_offered(parsed(f"<p>{markup}</p>").find(".//img"))) == expected


@pytest.mark.parametrize(
    ("width", "expected"), [("80", True), ("81", False), ("16px", True), ("100%", False), ("", False)]
)
def test_is_icon(width: str, expected: bool) -> None:
    assert is_icon(parsed(f"<img width='{width}'>").find(".//img")) is expected


def test_a_picture_has_a_key_for_each_address() -> None:
    image = parsed(
        "<img src='//i.example/dam-640x480.jpg' data-src='//i.example/gate.jpg' srcset='//i.example/dam.webp 1x'>"
    ).find(".//img")
    assert read_keys(image) == {"dam", "gate"}
