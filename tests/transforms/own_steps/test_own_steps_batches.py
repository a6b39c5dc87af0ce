"""A batch on its way through several steps."""

from articles_to_enrich import article
from msgspec import UNSET

from transforms.clock import utc_now
from transforms.own_steps.batches import EnrichBatch
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.runner import StepRunner
from transforms.own_steps.running import StepCall


def runner(name: str) -> StepRunner:
    step = ReadyStep(field=name.removeprefix("add_"), call=StepCall(place=f"mood_steps:{name}"), processes=0)
    return StepRunner(step, utc_now, lambda *_: None)


def test_a_step_sees_what_those_before_it_filled() -> None:
    batch = EnrichBatch([article(text="one two")], [runner("add_length"), runner("add_doubled")])
    (done,) = batch.finish()
    assert done.extra == {"length": {"words": 2, "letters": 7}, "doubled": {"twice": 4}}
    assert batch.is_done


def test_each_article_has_the_same_keys_and_what_failed_a_flag() -> None:
    titles = ("row", "error", "nothing")
    found = EnrichBatch([article(title=title) for title in titles], [runner("add_each_otherwise")]).finish()
    assert [done.extra for done in found] == [
        {"each_otherwise": {"words": 1, "letters": 2}},
        {"each_otherwise": None},
        {"each_otherwise": None},
    ]
    assert [done.quality.flags for done in found] == [(), ("failed_each_otherwise",), ()]


def test_a_step_that_fails_leaves_the_others_their_fields() -> None:
    batch = EnrichBatch([article()], [runner("add_raising"), runner("add_length")])
    batch.advance()
    (done,) = batch.finish()
    assert done.extra is not UNSET and done.extra["raising"] is None and done.extra["length"]
    assert done.quality.flags == ("failed_raising",)


def test_without_steps_nothing_is_to_be_done() -> None:
    assert EnrichBatch([article()], []).finish()[0].extra == {}
