"""What a host repeats: learned from three articles, bounded, dumped and loaded."""

from transforms.pure.stories import repeats as repeating
from transforms.pure.stories.grams import number_words
from transforms.pure.stories.repeats import Repeats, sampled_runs

FRAME = (
    "Read all about the valley in our evening letter and tell us what you think of it by post or in the comments below, which "
    "are open to all readers who have signed up for an account and agreed to be kind to one another."
)
FRAME_RUNS = set(sampled_runs(number_words(FRAME)).tolist())
# Of other runs than the frame's there are a few where story and frame meet.
STORIES = [
    "The dam of the upper valley opens two weeks early after a winter with far more snow than usual.",
    "Two schools in the old town close late because a wall was found to be damp and has to be dried.",
    "A bridge across the river is painted red by volunteers who bought the paint from their own savings.",
]


def noted(*texts: str) -> Repeats:
    repeats = Repeats()
    for text in texts:
        repeats.note("valley.example", text)
    return repeats


def test_runs_of_three_articles_are_repeated() -> None:
    framed = [f"{story} {FRAME}" for story in STORIES]
    assert len(FRAME_RUNS) > 5
    assert noted(*framed[:2]).of("valley.example") == frozenset()
    assert noted(*framed).of("valley.example") == FRAME_RUNS
    assert noted(*framed).of("hill.example") == frozenset()


def test_an_article_that_comes_again_shows_no_template() -> None:
    assert noted(*[STORIES[0]] * 5).of("valley.example") == frozenset()


def test_what_is_dumped_is_loaded() -> None:
    repeats = noted(*(f"{story} {FRAME}" for story in STORIES))
    again = Repeats.load(repeats.dump())
    assert again.of("valley.example") == FRAME_RUNS
    assert again.dump() == repeats.dump()


def test_what_is_known_is_bounded() -> None:
    many = [" ".join(f"word{number * 1000 + at}" for at in range(900)) for number in range(60)]
    repeats = noted(*(f"{text} {FRAME}" for text in many))
    assert repeats.of("valley.example") == FRAME_RUNS
    assert len(repeats.dump()) < 2 * 5 * (repeating.MAX_RUNS + 900)


def test_hosts_beyond_the_bound_are_forgotten_oldest_first() -> None:
    repeats = Repeats()
    for number in range(repeating.MAX_HOSTS + 2):
        for story in STORIES:
            repeats.note(f"host{number}.example", f"{story} {FRAME}")
    assert repeats.of("host1.example") == frozenset()
    assert repeats.of("host2.example") == FRAME_RUNS
