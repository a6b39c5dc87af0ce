"""What a request gives, where it leads to another shard: the error that is no failure."""

from __future__ import annotations

import pickle

from transforms.errors import FetchError
from transforms.web.response import LeftShard

SOURCE, TARGET = "http://paper.example/a", "http://other.example/b?c=d"


def test_a_redirect_out_of_the_shard_names_both_urls() -> None:
    error = LeftShard(SOURCE, TARGET)
    assert isinstance(error, FetchError)
    assert (error.subject, error.target, error.reason, error.retry) == (SOURCE, TARGET, "moved", False)
    assert str(error) == f"{SOURCE}: redirects to {TARGET}, which belongs to another shard"


def test_it_is_the_same_in_another_process() -> None:
    error = pickle.loads(pickle.dumps(LeftShard(SOURCE, TARGET)))
    assert (type(error), error.target, error.subject) == (LeftShard, TARGET, SOURCE)
