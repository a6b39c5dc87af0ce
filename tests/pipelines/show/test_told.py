"""What a run of the stories prints."""

from collections import Counter

from pipelines.config.config import Config
from pipelines.run.telling import Told
from pipelines.show.told import describe

CONFIG = Config(output="/srv/news")


def lines_of(told: Told) -> list[str]:
    code, text = describe(told, CONFIG)
    assert code == 0
    return text.splitlines()


def test_articles_and_stories_are_counted() -> None:
    counts = Counter(
        {"stories/articles": 120, "stories/new": 3, "stories/grown": 4, "stories/merged": 1, "stories/copies": 9}
    )
    lines = lines_of(Told(counts=counts, first=7, last=9, seconds=2.04))
    assert lines[:3] == [
        "Articles  120 articles read, of manifests 7 to 9",
        "Stories   3 new, 4 grown, 1 merged into another, 0 split off; 9 copies in them",
        "Took      2.0 s",
    ]
    assert "/srv/news/stories" in lines[-2]


def test_nothing_new_is_said() -> None:
    assert lines_of(Told(first=10, last=9))[0] == "Articles  0 articles read, of no manifest that is new"


def test_another_run_at_work_is_said() -> None:
    lines = lines_of(Told(counts=Counter({"stories/lost": 1}), first=1, last=1))
    assert "Another run works on the same stories: what this one left is added by the next run." in lines
    assert lines[0].endswith("of manifest 1")
