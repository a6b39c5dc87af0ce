"""Profiles: small, and the same for the same article."""

import msgspec
import numpy
from story_articles import DAM, profile, report

from transforms.annotations import Entity
from transforms.pure.stories.profiles import MAX_TERMS, Profile, make_profile, unpacked
from transforms.pure.stories.terms import hashed


def test_a_profile_counts_terms_of_title_and_text() -> None:
    one = profile("a", "The dam opened. The dam!", title="Dam opened")
    counts = dict(zip(unpacked(one.terms).tolist(), one.counts, strict=True))
    assert counts == {hashed("the"): 2, hashed("dam"): 3, hashed("opened"): 2}
    assert sorted(unpacked(one.title_terms).tolist()) == sorted([hashed("dam"), hashed("opened")])


def test_hashes_stand_in_order() -> None:
    terms = unpacked(profile("a", DAM).terms)
    assert numpy.all(terms[1:] > terms[:-1])


def test_a_profile_of_a_report_of_400_words_is_small() -> None:
    words = [f"word{n % 230}x{'abcdefg'[n % 7]}" for n in range(400)]
    one = make_profile(
        report("a", " ".join(words), title="Twelve words that a title may have, of which a few are long enough")
    )
    assert len(msgspec.msgpack.encode(one)) <= 3000


def test_a_long_text_keeps_its_most_frequent_terms() -> None:
    text = " ".join(f"w{n}" for n in range(1000)) + " dam dam"
    terms = unpacked(profile("a", text, title=None).terms)
    assert len(terms) <= MAX_TERMS
    assert hashed("dam") in terms


def test_a_profile_survives_packing() -> None:
    people = (Entity(name="Ann Vale", type="person", count=2, position=4),)
    one = profile("a", DAM, entities=people, agency="Valley Press")
    assert one.entities == ("Ann Vale",)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Profile) == one
