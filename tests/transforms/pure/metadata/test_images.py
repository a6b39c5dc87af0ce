"""The images of an article, and where in its text they stand."""

import pytest
from page_hints import BASE, parsed

from transforms.pure.metadata.images import Figure, Paragraphs, captions_beside, find_figures, place_images
from transforms.pure.page.notes import take_notes
from transforms.pure.text.normal import fold
from transforms.records import Image


def test_images_within_the_text_are_placed_and_others_left() -> None:
    paragraphs = [f"Paragraph number {n} of the story about the dam." for n in range(3)]
    picture = "<figure><img src='/{0}.jpg'><figcaption>{0} shown here.</figcaption></figure>"
    body = "".join(
        [
            picture.format("lead"),
            f"<p>{paragraphs[0]}</p>",
            picture.format("middle"),
            f"<p>{paragraphs[1]}</p><p>{paragraphs[2]}</p>",
        ]
        + [f"<p>Teaser number {n}</p>" for n in range(4)]
        + [picture.format("teaser")]
    )
    tree = parsed(body)
    figures, page_paragraphs = find_figures(take_notes(tree), BASE)
    images = place_images(figures, page_paragraphs, paragraphs, (Image(url="https://www.valley.example/og.jpg"),))
    assert [(image.url.rpartition("/")[2], image.position, image.caption) for image in images] == [
        ("og.jpg", None, None),
        ("lead.jpg", 0, "lead shown here."),
        ("middle.jpg", 1, "middle shown here."),
    ]


def test_portrait_behind_the_text_is_no_image_of_the_article() -> None:
    paragraph = "A paragraph of the story about the dam, which is long enough to be one."
    portrait = "<figure><img src='/ana.jpg'><figcaption>Ana Sample</figcaption></figure>"
    tree = parsed(f"<p>{paragraph}</p>{portrait}")
    found = find_figures(take_notes(tree), BASE)
    assert place_images(*found, [paragraph], (), ["Ana Sample"]) == ()
    assert len(place_images(*found, [paragraph], (), ["Ben Sample"])) == 1


def test_portrait_is_known_by_its_file_or_by_the_service_that_has_it() -> None:
    paragraph = "A paragraph of the story about the dam, which is long enough to be one."
    portrait = (
        "<figure><img src='/square/ana-sample-180x180.jpg'><figcaption>A reporter in Port Ellery.</figcaption></figure>"
    )
    service = "https://secure.gravatar.com/avatar/cae5?s=96"
    avatar = f"<figure><img src='{service}'><figcaption>Ana Sample likes the sea.</figcaption></figure>"
    tree = parsed(f"{portrait}<p>{paragraph}</p>{avatar}<p>{paragraph} And more.</p>")
    found = find_figures(take_notes(tree), BASE)
    paragraphs = [paragraph, f"{paragraph} And more."]
    assert place_images(*found, paragraphs, (), ["Ana Sample"]) == ()
    assert len(place_images(*found, paragraphs, (), ["Ben Sample"])) == 1


def test_one_picture_under_several_addresses_is_one_image() -> None:
    paragraph = "A paragraph of the story about the dam, which is long enough to be one."
    figure = "<figure><img src='/img/640/dam-640x360.webp'></figure>"
    tree = parsed(f"{figure}<p>{paragraph}</p>")
    announced = (
        Image(url="https://www.valley.example/dam-1200x675.jpg", caption="The dam.", credit="Valley Photo"),
        Image(url="https://www.valley.example/dam-800x800.jpg", caption="The dam."),
    )
    assert place_images(*find_figures(take_notes(tree), BASE), [paragraph], announced) == (
        Image(
            url="https://www.valley.example/img/640/dam-640x360.webp",
            caption="The dam.",
            credit="Valley Photo",
            position=0,
        ),
    )


PARAGRAPH = "A paragraph of the story about the dam, which is long enough to be one, and to be known by its beginning."
ALONE = {
    "in a paragraph": (f"<p><img src='/d.jpg'>{PARAGRAPH}</p>", True),
    "in a box of its own": (f"<div><img src='/d.jpg'></div><p>{PARAGRAPH}</p>", True),
    "beside boxes of paragraphs": (f"<div><img src='/d.jpg'></div><div><p>{PARAGRAPH}</p></div>", True),
    "in a link to itself": (f"<p><a href='/d.jpg'><img src='/d-64x48.jpg'></a></p><p>{PARAGRAPH}</p>", True),
    "between line breaks": (f"<div>{PARAGRAPH}<br><br><img src='/d.jpg'><br><br>{PARAGRAPH}</div>", True),
    "in a link to another page": (f"<p><a href='/ferry'><img src='/d.jpg'></a></p><p>{PARAGRAPH}</p>", False),
    "in another box": (f"<aside><p>Follow us</p><img src='/d.jpg'></aside><p>{PARAGRAPH}</p>", False),
    "in the navigation": (f"<nav><img src='/d.jpg'></nav><p>{PARAGRAPH}</p>", False),
    "in a box for advertisements": (f"<div class='ad-slot'><img src='/d.jpg'></div><p>{PARAGRAPH}</p>", False),
    "in a box with a name like it": (f"<div class='added'><img src='/d.jpg'></div><p>{PARAGRAPH}</p>", True),
    "low": (f"<p><img src='/d.jpg' height='20'>{PARAGRAPH}</p>", False),
    "a sign": (f"<p><img src='/d.jpg' class='wp-smiley' alt=':-)'>{PARAGRAPH}</p>", False),
    "a drawing": (f"<p><img src='/d.svg'>{PARAGRAPH}</p>", False),
}


@pytest.mark.parametrize(("body", "is_shown"), ALONE.values(), ids=ALONE)
def test_pictures_without_figure_and_caption(body: str, is_shown: bool) -> None:
    tree = parsed(f"<main><article>{body}</article></main>")
    images = place_images(*find_figures(take_notes(tree), BASE), [PARAGRAPH], ())
    assert [(image.caption, image.credit) for image in images] == ([(None, None)] if is_shown else [])


STORY_LINES = [
    "Dam",
    "The gates stay open.",
    "Rain fell for a week.",
    "Nobody was hurt.",
    "The keeper slept.",
    "So it went.",
]

PRINTED = {
    "nowhere but in its figure": ("A gate", [2], True),
    "below its picture": ("Rain fell for a week.", [2], True),
    "far from its picture": ("The gates stay open.", [6], False),
    "below one of two pictures": ("The gates stay open.", [6, 1], True),
}


@pytest.mark.parametrize(("caption", "pictures", "is_beside"), PRINTED.values(), ids=PRINTED.keys())
def test_a_caption_that_stands_far_from_its_picture_is_of_the_text(
    caption: str, pictures: list[int], is_beside: bool
) -> None:
    figures = [Figure(url="https://dam.example/a.jpg", caption=caption, credit=None, before=at) for at in pictures]
    page = Paragraphs([fold(line) for line in STORY_LINES], [0], [])
    assert captions_beside(figures, page) == ([caption] if is_beside else [])
