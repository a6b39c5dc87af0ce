"""The meaning of a field: fields without a version are those of the first."""

from pipelines.field_meanings import MEANINGS
from pipelines.meaning import Meaning
from transforms.records import Article


def test_a_field_is_of_the_first_version_unless_it_says_another() -> None:
    assert Meaning("Headline.").since == "v1.0"
    assert MEANINGS[Article]["quotes"].since == "v1.1"
