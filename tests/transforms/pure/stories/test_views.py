"""Views: what is told can be read back."""

import msgspec
from story_articles import DAM, DAM_AGAIN, live, profile

from transforms.pure.stories.views import StoryView


def test_a_view_survives_json() -> None:
    (view,) = live(profile("a", DAM), profile("b", DAM_AGAIN, hours=1)).changed()
    assert msgspec.json.decode(msgspec.json.encode(view), type=StoryView) == view
