"""What kind of page a text is from."""

import pytest

from transforms.pure.body.parsed_page import prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.endings import Ending
from transforms.pure.verdict.kinds import page_kind

ADDRESS = "https://www.paper.example/news/dam-84211"
WHOLE, CUT, WALLED = Ending(), Ending(is_truncated=True), Ending(is_truncated=True, is_walled=True)
VIDEO = '<meta property="og:type" content="video.other">'
LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Dam"}</script>'
FILMS = "https://www.paper.example/videos/dam-84211"
CAPTIONS = [f"The dam on day {n}, seen from the bridge" for n in range(6)]
KINDS = {
    "article": ("", "", ADDRESS, 900, [], WHOLE, "article"),
    "declared video": (VIDEO, "", ADDRESS, 900, [], WHOLE, "video"),
    "declared live blog": (LIVE, "", ADDRESS, 900, [], WALLED, "liveblog"),
    "stub": ("", "", ADDRESS, 300, [], WALLED, "stub"),
    "video in a stub": (VIDEO, "", ADDRESS, 300, [], WALLED, "stub"),
    "cut off": ("", "", ADDRESS, 300, [], CUT, "article"),
    "player in the videos' folder": ("", "<video></video>", FILMS, 300, [], WHOLE, "video"),
    "no player in the videos' folder": ("", "", FILMS, 300, [], WHOLE, "article"),
    "player beside a long text": ("", "<video></video>", FILMS, 900, [], WHOLE, "article"),
    "more in captions than in text": ("", "", ADDRESS, 200, CAPTIONS, WHOLE, "gallery"),
    "more in text than in captions": ("", "", ADDRESS, 900, CAPTIONS, WHOLE, "article"),
    "few captions": ("", "", ADDRESS, 50, CAPTIONS[:4], WHOLE, "article"),
}


@pytest.mark.parametrize(
    ("head", "body", "address", "characters", "captions", "ending", "expected"), KINDS.values(), ids=KINDS.keys()
)
def test_page_kind(
    head: str, body: str, address: str, characters: int, captions: list[str], ending: Ending, expected: str
) -> None:
    tree = parse_html(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    assert (
        page_kind(prepare_page(tree, address, read_hints(take_notes(tree), address), captions), characters, ending)
        == expected
    )
