"""What a host repeats: learned from three articles, bounded, dumped and loaded."""

from transforms.pure.stories.grams import read_grams
from transforms.pure.stories.repeats import Repeats

FRAME = "Read all about the valley in our evening letter."


def test_a_run_of_three_articles_is_repeated() -> None:
    repeats = Repeats()
    for story in ("The dam opens early.", "The school closes late."):
        repeats.note("valley.example", f"{story} {FRAME}")
    assert not repeats.of("valley.example")
    repeats.note("valley.example", f"A bridge is painted red. {FRAME}")
    assert set(repeats.of("valley.example")) == set(read_grams(FRAME).long.tolist())
    assert not repeats.of("hill.example")


def test_what_is_dumped_is_loaded() -> None:
    repeats = Repeats()
    for story in ("The dam opens early.", "The school closes late.", "A bridge is painted red."):
        repeats.note("valley.example", f"{story} {FRAME}")
    again = Repeats.load(repeats.dump())
    assert set(again.of("valley.example")) == set(repeats.of("valley.example")) != set()
    assert again.dump() == repeats.dump()
