"""Which words beside a picture are its caption."""

import pytest
from page_hints import BASE, parsed

from transforms.pure.metadata.images import find_figures, place_images
from transforms.pure.page.notes import take_notes
from transforms.records import Image

CAPTIONED = {
    "figcaption": (
        "<figure><img src='/d.jpg'><figcaption>The dam. <cite>Valley Photo</cite></figcaption></figure>",
        ("The dam.", "Valley Photo"),
    ),
    "figcaption beside its figure": (
        "<div><figure><img src='/d.jpg'></figure><figcaption>The dam opens.</figcaption></div>",
        ("The dam opens.", None),
    ),
    "by class": (
        "<div><div><img src='/d.jpg'></div><p class='img-caption'>The dam opens.</p></div>",
        ("The dam opens.", None),
    ),
    "repeats the alternative text": (
        "<div><img src='/d.jpg' alt='The dam opens early'><p>The dam opens early <span>Valley/Ana Sample</span></p></div>",
        ("The dam opens early", "Valley/Ana Sample"),
    ),
    "in an attribute": ("<div><img src='/d.jpg' data-caption='The dam opens.'></div>", ("The dam opens.", None)),
    "lazy twin": (
        "<div><img src='/blank.gif' alt='Dam'><noscript><img src='/d.jpg' alt='Dam'></noscript>"
        "<p class='caption'>The dam opens.</p></div>",
        ("The dam opens.", None),
    ),
    "credit beside": (
        "<div><img src='/d.jpg'><span class='source'>Valley</span><span class='caption'>The dam opens.</span></div>",
        ("The dam opens.", "Valley"),
    ),
    "by the name of an element": (
        "<x-photo><img src='/d.jpg'><photo-caption>The dam opens.</photo-caption></x-photo>",
        ("The dam opens.", None),
    ),
    "by the slot that it fills": (
        "<x-photo><img src='/d.jpg'><p slot='caption'>The dam opens.</p></x-photo>",
        ("The dam opens.", None),
    ),
    "in an attribute round the picture": (
        "<div data-image-caption='&lt;p&gt;The dam opens.&lt;/p&gt; Photo: Ana Sample'><img src='/d.jpg'></div>",
        ("The dam opens.", "Ana Sample"),
    ),
    "of an element of the page's own": (
        "<x-image src='/d.jpg' caption='The dam opens.'></x-image>",
        ("The dam opens.", None),
    ),
    "of a film": (
        "<figure><video poster='/d.jpg'></video><figcaption>The dam opens.</figcaption></figure>",
        ("The dam opens.", None),
    ),
    "of a background": (
        "<figure><div style='background-image: url(\"/d.jpg\")'></div><figcaption>The dam opens.</figcaption></figure>",
        ("The dam opens.", None),
    ),
    "of a picture that a script loads": (
        "<figure><a href='/d.jpg'></a><figcaption>The dam opens.</figcaption></figure>",
        ("The dam opens.", None),
    ),
    "between boxes that hold a paragraph each": (
        "<div><div><img src='/d.jpg'></div><div>The gate of the dam, seen from the bridge</div></div>",
        ("The gate of the dam, seen from the bridge", None),
    ),
    "between paragraphs": (
        "<div><img src='/d.jpg'><h1>The gate of the dam, seen from the bridge.</h1></div>",
        ("The gate of the dam, seen from the bridge.", None),
    ),
}


@pytest.mark.parametrize(("markup", "expected"), CAPTIONED.values(), ids=CAPTIONED.keys())
def test_caption_and_credit(markup: str, expected: tuple[str, str | None]) -> None:
    paragraphs = [
        f"Paragraph number {n} of the story about the dam, which is long enough to be one." * 2 for n in range(2)
    ]
    tree = parsed(f"<p>{paragraphs[0]}</p>{markup}<p>{paragraphs[1]}</p>")
    (image,) = place_images(*find_figures(take_notes(tree), BASE), paragraphs, ())
    assert image == Image(url="https://www.valley.example/d.jpg", caption=expected[0], credit=expected[1], position=1)


NO_CAPTIONS = {
    "teaser": "<div><a href='/other'><img src='/d.jpg' alt='The ferry runs again'><p>The ferry runs again</p></a></div>",
    "title of a teaser": "<figure><img src='/d.jpg'><p class='caption'><a href='/other'>The ferry runs again</a></p></figure>",
    "author's picture": "<div><img src='/d.jpg' alt='Ana Sample'><p>By Ana Sample</p></div>",
    "logo": "<nav><figure><img src='/d.jpg'><figcaption>The Valley Herald</figcaption></figure></nav>",
}


@pytest.mark.parametrize("markup", NO_CAPTIONS.values(), ids=NO_CAPTIONS.keys())
def test_words_beside_a_picture_that_are_no_caption(markup: str) -> None:
    tree = parsed(markup)
    assert [figure.caption for figure in find_figures(take_notes(tree), BASE)[0] if figure.caption] == []
