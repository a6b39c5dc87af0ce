"""Whether a page may be kept: what is said to all, to us, and to others."""

import pytest

from transforms.pure.rights.archiving import may_archive
from transforms.pure.rights.directives import say_header, say_metas
from transforms.rights import RightsSignal


@pytest.mark.parametrize(
    ("named", "may"),
    [
        ([("robots", ["index, follow"])], True),
        ([("robots", ["NOARCHIVE"])], False),
        ([("robots", ["index", "max-snippet:50, noarchive"])], False),
        ([("robots", ["nocache"])], False),
        ([("newsbeam", ["noarchive"])], False),
        ([("gptbot", ["noarchive"])], True),
        ([("googlebot", ["noarchive"])], True),
        ([("gptbot", ["noarchive"]), ("robots", ["nosnippet"])], True),
        ([("robots", ["noai, noimageai"])], True),
    ],
)
def test_a_page_may_forbid_copies(named: list[tuple[str, list[str]]], may: bool) -> None:
    assert may_archive([said.signal for said in say_metas(named, "newsbeam")], "newsbeam") is may


@pytest.mark.parametrize(
    ("value", "may"),
    [
        ("noarchive", False),
        ("noindex, noarchive", False),
        ("unavailable_after: 25 Jun 2027 15:00:00 PST, noarchive", False),
        ("newsbeam: noarchive", False),
        ("gptbot: noarchive, noindex", True),
        ("gptbot: noindex\nnoarchive", False),
        ("googlebot: noarchive\nnosnippet", True),
        ("", True),
    ],
)
def test_a_header_may_forbid_copies(value: str, may: bool) -> None:
    assert may_archive([said.signal for said in say_header(value, "newsbeam")], "newsbeam") is may


def test_other_standards_do_not_speak_of_copies() -> None:
    signal = RightsSignal(standard="tdmrep", place="meta", value="noarchive", reserves=("tdm",))
    assert may_archive([signal], "newsbeam")


def test_our_name_is_that_of_the_configuration() -> None:
    said = [one.signal for one in say_metas([("example-archive", ["noarchive"])], "Example-Archive")]
    assert not may_archive(said, "Example-Archive")
    assert may_archive(said, "newsbeam")
