"""Whether pages are kept, and where."""

import pytest

from transforms.warc.options import NO_WARC, WarcOptions


def test_nothing_is_kept_unless_somebody_says_where() -> None:
    assert [one.keeps_pages for one in (NO_WARC, WarcOptions(root="warc"), WarcOptions(root="warc", pages=False))] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("root", ["articles", "runs", "a/b", "../out", "", "_state", "Warc", "gs://pages"])
def test_the_folder_is_one_of_its_own(root: str) -> None:
    with pytest.raises(ValueError, match="expected the name of a folder of its own below the output"):
        WarcOptions(root=root)
