"""Short made-up reports, to find their stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy
from bare_articles import bare_article
from msgspec.structs import replace

from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile, make_profile
from transforms.pure.stories.rarity import Prior
from transforms.pure.stories.terms import hashed, terms_of
from transforms.pure.stories.views import StoryView
from transforms.records import Article, Source

BEGIN = datetime(2026, 11, 2, 6, tzinfo=UTC)
DAM = (
    "Tarn dam opened as reservoir rises. Engineers opened the Tarn dam on Monday after the reservoir above Hollin rose to a "
    "record level, the water board said. Families near the river were told to leave."
)
DAM_AGAIN = (
    "Record level at Hollin: Tarn dam is opened. The reservoir at Hollin has reached a record level, and the water board is "
    "letting water out of the Tarn dam. The river may flood the road, engineers fear."
)
FIRE = (
    "Fire destroys market of Velm. A fire destroyed the covered market of Velm on Sunday night; nobody was hurt, the fire "
    "brigade reported. Its roof fell in."
)
FIRE_AGAIN = (
    "Velm mourns its market. Traders in Velm stood before the ruins of their covered market, destroyed by a fire in which "
    "nobody was hurt. The brigade could not save its roof."
)
VOTE = (
    "Bicycle tax ends in Ostara. Parliament in Ostara voted to end the tax on bicycles, a promise that the Greens had made "
    "before the election."
)

COMMON = (
    "a above after all and are as at been before but by could did for from had has in is it its may near not of on or out said "
    "so that the their this to were was when which"
)
HASHES = sorted({hashed(term) for term in terms_of(COMMON)})
# What a language's list of words would say of the words above.
PRIOR = Prior(numpy.array(HASHES, numpy.uint32), numpy.full(len(HASHES), 0.2, numpy.float32))


def report(name: str, text: str, hours: float = 0.0, **fields: object) -> Article:
    """Give an article with an id, seen and published some hours after the beginning."""
    at = BEGIN + timedelta(hours=hours)
    one = bare_article(
        id=name, url=f"https://{name}.example/news", title=text.partition(". ")[0], text=text, language="en"
    )
    one = replace(
        one, source=Source(site=f"{name}.example"), published_at=at, fetched=replace(one.fetched, fetched_at=at)
    )
    return replace(one, **fields)


def profile(name: str, text: str, hours: float = 0.0, **fields: object) -> Profile:
    return make_profile(report(name, text, hours, **fields))


def live(*profiles: Profile, options: StoryOptions | None = None) -> LiveStories:
    """Give the live stories after some articles, of which the prior knows common words."""
    stories = LiveStories(options or StoryOptions(), PRIOR)
    for one in profiles:
        stories.add(one)
    return stories


def members(views: list[StoryView]) -> list[list[str]]:
    return [[article.id for article in view.articles] for view in views]
