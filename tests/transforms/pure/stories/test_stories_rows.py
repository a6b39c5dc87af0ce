"""LiveRows: numbered in order, forgotten from the front, saved and restored."""

import numpy
from story_articles import DAM, profile

from transforms.pure.stories.rarity import Rarity
from transforms.pure.stories.rows import NO_STORY, LiveRows
from transforms.pure.stories.vectors import make_vector


def filled(count: int) -> LiveRows:
    rows = LiveRows()
    for n in range(count):
        one = profile(f"a{n}", f"{DAM} {n}", hours=n)
        assert rows.add(one, make_vector(one, Rarity())) == n
    return rows


def test_numbers_stay_while_rows_are_forgotten() -> None:
    rows = filled(300)
    rows.put((250,), 7)
    for n in range(200):
        assert rows.forget_first().id == f"a{n}"
    assert len(rows) == 100
    assert rows.profile(250).id == "a250"
    assert (rows.story(250), rows.story(251)) == (7, NO_STORY)
    assert rows.seen(251) - rows.seen(250) == 3600 == rows.published(251) - rows.published(250)
    assert rows.take("story", numpy.array([249, 250])).tolist() == [NO_STORY, 7]


def test_only_what_is_new_in_a_profile_is_kept_twice() -> None:
    assert filled(1).profile(0).terms == b""


def test_live_rows_are_restored() -> None:
    rows = filled(10)
    rows.forget_first()
    rows.note_nearest(4, 0.5)
    again = LiveRows()
    again.restore(rows.first, *rows.live())
    assert (again.first, again.end) == (1, 10)
    assert again.nearest(range(3, 6)) == [None, 0.5, None]
    assert again.profile(9) == rows.profile(9)
    one = profile("new", DAM)
    assert again.add(one, make_vector(one, Rarity())) == 10
