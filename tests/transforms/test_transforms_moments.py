"""Moments in what is stored: one without a zone makes a document a damaged one, which is named with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect as types

from transforms.errors import StateError
from transforms.pure.websub.subscriptions import Subscription
from transforms.records import Article, Entry, Failure
from transforms.state.decoding import decode
from transforms.state.divisions import Division
from transforms.state.documents import Due, FeedDocument
from transforms.state.failures import FailedEntry
from transforms.state.holder import Holder
from transforms.state.log import Commit
from transforms.state.manifests import Manifest
from transforms.state.rests import RestsDocument
from transforms.state.roots import StateMeta
from transforms.state.storage import open_store
from transforms.story_records import Story
from transforms.web.sites import SiteAdvice

STORED: tuple[Any, ...] = (
    Article, Commit, Division, Due, Entry, FailedEntry, Failure, FeedDocument, Holder, Manifest, RestsDocument, SiteAdvice,
    StateMeta, Story, Subscription,
)  # fmt: skip


def moments_in(kind: types.Type, seen: set[type]) -> Iterator[types.DateTimeType]:
    """Yield the types of all moments in a type."""
    if isinstance(kind, types.DateTimeType):
        yield kind
    elif isinstance(kind, types.StructType):
        if kind.cls not in seen:
            seen.add(kind.cls)
            for field in kind.fields:
                yield from moments_in(field.type, seen)
    else:
        for name in ("type", "item_type", "key_type", "value_type"):
            if isinstance(inner := getattr(kind, name, None), types.Type):
                yield from moments_in(inner, seen)
        for inner in (*getattr(kind, "types", ()), *getattr(kind, "item_types", ())):
            yield from moments_in(inner, seen)


@pytest.mark.parametrize("kind", STORED)
def test_each_moment_of_what_is_stored_has_a_zone(kind: Any) -> None:
    found = list(moments_in(types.type_info(kind), set()))
    assert found and all(moment.tz for moment in found)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            Commit,
            b'{"attempt":"a","pass_id":"p","opened_at":"2026-11-22T10:00:00","committed_at":"2026-11-22T10:00:05Z"}',
        ),
        (Due, b'{"saved_at":"2026-11-22T10:00:00"}'),
        (FeedDocument, b'{"url":"https://valley.example/rss","health":{"next_poll_at":"2026-11-22T10:00:00"}}'),
        (RestsDocument, b'{"hosts":{"valley.example":{"down_until":"2026-11-22T10:00:00"}}}'),
    ],
)
def test_a_document_without_a_zone_is_damaged(kind: Any, data: bytes) -> None:
    """It was compared with now, which ended the run as a bug of ours."""
    with pytest.raises(StateError, match=r"this document is damaged .*; restore it"):
        decode(open_store("memory://moments"), "log/1/0000000001.json", data, kind, "restore it")
    assert msgspec.json.decode(data.replace(b'10:00:00"', b'10:00:00Z"'), type=kind)
