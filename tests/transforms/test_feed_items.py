"""A feed as it was read: what is absent is null, and it can be handed from process to process."""

import pickle

import msgspec

from transforms.feed_items import FeedItem, ParsedFeed

READ = ParsedFeed(title="Valley", items=(FeedItem(link="https://valley.example/dam", title="Dam"),), ttl_seconds=900.0)


def test_what_a_feed_does_not_say_is_null() -> None:
    said = {
        name: value for name, value in msgspec.to_builtins(FeedItem(link="https://valley.example/")).items() if value
    }
    assert said == {"link": "https://valley.example/"}


def test_a_feed_is_handed_from_process_to_process() -> None:
    assert pickle.loads(pickle.dumps(READ)) == READ
