"""The errors: what they say, that they pass between processes whole, and that their page names functions that there are."""

from __future__ import annotations

import importlib
import pickle
import re

import pytest

from transforms import errors, reasons
from transforms.errors import (
    AlreadyExists,
    ExtractError,
    FeedError,
    FetchError,
    IngestError,
    StateError,
    StorageError,
    Unclear,
)
from transforms.records import NO_EVIDENCE, Evidence
from transforms.web.response import LeftShard

URL = "https://valley.example/news/dam"
ALL = {
    "a request": FetchError(
        URL,
        "the server answered 429: we ask too often; it asks to wait 90 s",
        reason=reasons.http_status(429),
        retry=True,
        severity="temporary",
        status=429,
        wait_seconds=90.0,
        wait_scope="host",
        evidence=Evidence(status=429, server="gate"),
    ),
    "a redirect to another owner": LeftShard(URL, "https://coast.example/dam"),
    "a feed": FeedError(
        URL, "expected RSS, got an image", reason=reasons.NOT_A_FEED, retry=True, evidence=Evidence(bytes=3)
    ),
    "a page": ExtractError(URL, "found 5 characters of article text", reason=reasons.NO_TEXT),
}


@pytest.mark.parametrize("error", ALL.values(), ids=ALL)
def test_a_message_is_the_subject_and_what_is_wrong_with_it(error: IngestError) -> None:
    assert str(error) == f"{URL}: {error.problem}"
    assert error.subject == URL and URL not in error.problem


@pytest.mark.parametrize("error", ALL.values(), ids=ALL)
def test_an_error_passes_between_processes_whole(error: IngestError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_what_is_not_given_is_none_or_the_milder_case() -> None:
    error = FetchError(URL, "the body broke off before its end", reason=reasons.CONNECTION)
    assert (error.retry, error.severity, error.evidence) == (False, "soft", NO_EVIDENCE)
    assert (error.status, error.wait_seconds, error.wait_scope) == (None, None, None)


# As the module's page draws the tree.
TREE = [
    (FetchError, IngestError),
    (LeftShard, FetchError),
    (FeedError, IngestError),
    (ExtractError, IngestError),
    (AlreadyExists, StorageError),
    (Unclear, StorageError),
]


@pytest.mark.parametrize(("kind", "above"), TREE, ids=[kind.__name__ for kind, _ in TREE])
def test_the_tree(kind: type[Exception], above: type[Exception]) -> None:
    assert kind.__bases__ == (above,)


def test_the_trunks_catch_nothing_of_each_other() -> None:
    trunks = (IngestError, StorageError, StateError)
    assert all(trunk.__bases__ == (Exception,) for trunk in trunks)


def test_the_page_of_the_errors_names_each_class_and_only_what_there_is() -> None:
    page = errors.__doc__ or ""
    classes = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert set(re.findall(r"^ {4,8}(\w+)  ", page, re.MULTILINE)) == {*classes, "LeftShard"}
    named = re.findall(r"`(transforms\.[\w.]+)`", page)
    assert len(named) > 5
    for name in named:
        assert _exists(name), f"transforms/errors.py speaks of {name}, which is not there"


def _exists(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        return hasattr(importlib.import_module(module), attribute)
    return True
