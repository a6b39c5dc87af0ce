"""The table of the top IPTC Media Topics."""

import pytest

from transforms.pure.topics.media_topics import find_topic, media_topics


def test_there_are_17_topics_with_their_codes_in_order() -> None:
    assert list(media_topics()) == [f"medtop:{number:02}000000" for number in range(1, 18)]
    assert media_topics()["medtop:16000000"] == "conflict, war and peace"


@pytest.mark.parametrize("named", ["medtop:17000000", "17000000", "17", "17 weather", "Weather"])
def test_a_topic_is_found_by_its_code_its_digits_or_its_name(named: str) -> None:
    assert find_topic(named) == "medtop:17000000"


def test_what_names_no_topic_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^'gossip' is no top IPTC Media Topic: give a code such as medtop:15000000"):
        find_topic("gossip")
