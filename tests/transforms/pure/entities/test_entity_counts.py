"""Names as entities: the fullest form, all mentions counted, the first position."""

from marked_mentions import read_marked

from transforms.annotations import Entity
from transforms.pure.entities.entity_counts import count_entities
from transforms.pure.entities.entity_mentions import look_at
from transforms.pure.entities.entity_models import Mention
from transforms.pure.entities.entity_names import gather
from transforms.pure.entities.entity_people import join_people


def entities(marked: str, *more: Mention) -> list[Entity]:
    text, mentions = read_marked(marked)
    names = join_people(list(gather([*mentions, *more], "en").values()))
    return count_entities(names, look_at(text))


def test_mentions_that_the_model_did_not_see_count_too() -> None:
    assert entities("[Ana Sample|person] came. Later Sample left, Ana Sample said.") == [
        Entity(name="Ana Sample", type="person", count=3, position=0)
    ]


def test_a_longer_name_hides_the_shorter_in_it() -> None:
    found = entities("The [New York Times|organisation] and [York|place]: the New York Times.")
    assert [(entity.name, entity.count) for entity in found] == [("New York Times", 2), ("York", 1)]


def test_a_plain_word_counts_only_where_the_model_saw_a_name() -> None:
    (found,) = entities("[Ana Will|person] came. Will she stay? [Will|person] will.")
    assert found.count == 2


def test_no_name_is_found_inside_a_word() -> None:
    (found,) = entities("[Ana Ross|person] went across; the Rossings and Ross did not.")
    assert found.count == 2


def test_a_name_in_capitals_is_written_as_names_are() -> None:
    assert entities("[OSLOTOWN|place] (AP) — It rained.")[0].name == "Oslotown"
    assert entities("[LAURA SAMPLE|person]: Yes. Then [Laura Sample|person] left.")[0].name == "Laura Sample"
    assert entities("The [NRSC|organisation] said.")[0].name == "NRSC"


def test_what_only_the_title_names_stands_at_the_beginning() -> None:
    assert entities("It rained.", Mention("Ana Sample", "person", -1, -1)) == [
        Entity(name="Ana Sample", type="person", count=1, position=0)
    ]


def test_a_name_that_the_text_has_only_inside_others_is_left_out() -> None:
    text, mentions = read_marked("[New York|place] sleeps.")
    inside = Mention("York", "place", 4, 8)
    assert [
        entity.name for entity in count_entities(list(gather([*mentions, inside], "en").values()), look_at(text))
    ] == ["New York"]


def test_the_most_mentioned_come_first() -> None:
    found = entities("[Ana Sample|person], [Ben Tester|person] and Tester; [Cem Probe|person].")
    assert [entity.name for entity in found] == ["Ben Tester", "Ana Sample", "Cem Probe"]
