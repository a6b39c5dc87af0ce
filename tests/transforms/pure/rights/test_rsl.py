"""RSL documents: what is odd or hostile in them. The rest is in tests/data/rights."""

import pytest

from transforms.pure.rights.rsl import MOST_CONTENTS, judge_rsl, read_rsl

PAGE = "https://valley.example/news/dam"


@pytest.mark.parametrize("document", [b"", b"  ", b"\x00", b"<rsl", b"<p>no</p>", b'{"a": 1}', b"<rsl/>"])
def test_what_is_no_document_says_nothing(document: bytes) -> None:
    assert judge_rsl(read_rsl(document), PAGE) == {}


def test_a_document_has_so_many_contents_at_most() -> None:
    assert len(read_rsl(b"<rsl>" + b"<content/>" * (MOST_CONTENTS + 500) + b"</rsl>")) == MOST_CONTENTS


def test_a_bomb_of_entities_is_not_read() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rsl><content url="&b;"/></rsl>'
    assert judge_rsl(read_rsl(bomb), PAGE) == {}


def test_a_content_by_itself_is_read_as_feeds_have_it() -> None:
    licence = b'<rsl:license><rsl:prohibits type="usage">search</rsl:prohibits></rsl:license>'
    content = b'<rsl:content xmlns:rsl="https://rslstandard.org/rsl">%s</rsl:content>' % licence
    assert judge_rsl(read_rsl(content), PAGE) == {"search": "reserved"}


def test_two_contents_as_narrow_count_together() -> None:
    text = b"<rsl>%s%s</rsl>"
    yes = b'<content url="/"><license><permits type="usage">all</permits></license></content>'
    no = b'<content url="/"><license><prohibits type="usage">search</prohibits></license></content>'
    assert judge_rsl(read_rsl(text % (yes, no)), PAGE)["search"] == "reserved"
