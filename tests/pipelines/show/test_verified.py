"""What `newsbeam verify` prints."""

from pipelines.show.verified import describe
from transforms.state.findings import Finding
from transforms.state.story_verification import VerifiedStories
from transforms.state.verification import Verified

SOUND = Verified(manifests=1, files=2, rows=3, voids=0, pending=1, findings=())


def test_a_sound_dataset() -> None:
    assert describe(SOUND).splitlines() == [
        "Read 1 manifest and 2 files with 3 rows; 0 void files, 1 file that the next manifest will list.",
        "All is as the manifests and the state say.",
    ]


def test_what_is_wrong_stands_in_a_line_each() -> None:
    finding = Finding("articles/a.gz", "it is gone", "bring it back from a copy")
    wrong = Verified(manifests=0, files=0, rows=0, voids=0, pending=0, findings=(finding, finding))
    assert describe(wrong).splitlines()[1:] == [
        "2 things are wrong:",
        *["    articles/a.gz: it is gone; bring it back from a copy"] * 2,
    ]


def test_stories_stand_in_a_line_of_their_own() -> None:
    finding = Finding("stories/a.gz", "it is gone", "begin anew")
    stories = VerifiedStories(manifests=2, files=1, rows=5, languages=1, findings=(finding,))
    assert describe(SOUND, stories=stories).splitlines()[1:] == [
        "Of the stories 2 manifests and 1 file with 5 rows; what is remembered of 1 language.",
        "1 thing is wrong:",
        "    stories/a.gz: it is gone; begin anew",
    ]
