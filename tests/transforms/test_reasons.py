"""The table of reasons: the code names its rows and spells none out, each row is used, and what it says is true."""

from __future__ import annotations

import ast
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from reason_literals import Uses, takers, uses_of

from transforms import reasons
from transforms.errors import FeedError, FetchError
from transforms.fetch_results import judge_error
from transforms.pure.body.cleaning import RULES
from transforms.pure.body.cuts import CUTS
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.net.responses import find_error
from transforms.reasons import TABLE, explain, http_status, of_kind, row_of
from transforms.records import Entry
from transforms.state.log import Deferral
from transforms.tries import FetchOptions
from transforms.turns import Deferred
from transforms.web.options import WebOptions
from transforms.web.terms import terms_of

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MODULES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("newsbeam", "pipelines", "transforms")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != ROOT / "transforms/reasons.py"
}
TAKERS = takers(MODULES.values())
# The rows by the name that the code gives them.
NAMES = {name: value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
# In this room `reason` is also the name of the rule that took a block off the text.
CLEANING, CLEANING_RULES = "transforms/pure/body/", {rule.name for rule in (*RULES, *CUTS)}


def uses(tree: ast.Module) -> Uses:
    # A private function of one module may bear the name of another module's.
    return uses_of(tree, TAKERS | takers([tree]))


@pytest.mark.parametrize("path", MODULES)
def test_no_module_spells_a_reason_out(path: str) -> None:
    rules = CLEANING_RULES if path.startswith(CLEANING) else set()
    found = [(line, text) for line, text in uses(MODULES[path]).literals if text not in rules]
    assert not found, f"{path}: write reasons.NAME, after its row in transforms/reasons.py, for {found}"


def test_every_row_is_named_by_some_module() -> None:
    named = set().union(*(uses(tree).names for tree in MODULES.values()))
    idle = {name for name in NAMES if name not in named and not name.startswith("HTTP_")}
    assert not idle, f"no module uses these rows of transforms/reasons.py: {sorted(idle)}"


def test_every_row_of_a_status_stands_for_one() -> None:
    rows = {row_of(http_status(status)) for status in range(100, 600)}
    assert {row.code for row in rows if row} == {code for code in TABLE if code.startswith("http_")}


def test_a_rows_name_is_its_code() -> None:
    assert {value: name.lower() for name, value in NAMES.items()} == {code: code for code in TABLE} | {
        "http_xxx": "http_other"
    }


# What somebody may write, and what is found in it.
MADE_UP = {
    "an argument": ('raise ExtractError(url, "no text", reason="no_txet")', ["no_txet"]),
    "one that is in the table": ('raise ExtractError(url, "no text", reason="no_text")', ["no_text"]),
    "an argument by place": ('yield Dropped(entry.id, "moevd")', ["moevd"]),
    "a method's argument by place": ('self.batch.drop(id_, "duplciate")', ["duplciate"]),
    "made of parts": ('raise FetchError(url, problem, reason=f"htp_{status}")', ["f'htp_{status}'"]),
    "one of two": ('drop(id_, "a_one" if new else "a_two")', ["a_one", "a_two"]),
    "assigned": ('reason = "to_old"', ["to_old"]),
    "assigned beside a sentence": ('problem, reason = "the page hung", "hnug"', ["hnug"]),
    "a default": ('class Wait:\n    reason: Reason = "timeuot"', ["timeuot"]),
    "returned": ('def why(item: Item) -> Reason | None:\n    return "languaeg"', ["languaeg"]),
    "returned beside a sentence": ('def why() -> tuple[str, Reason]:\n    return "no name", "dsn"', ["dsn"]),
    "compared": ('if error.reason == "timeuot":\n    pass', ["timeuot"]),
    "one of several": ('if error.reason in ("dsn", "tls"):\n    pass', ["dsn", "tls"]),
    "one of a constant": ('HOST = frozenset({"dsn"})\nfound = error.reason in HOST', ["dsn"]),
    "counted": ('count("write", "dropped/duplciate")', ["dropped/duplciate"]),
    "a key": ('dropped: dict[Reason, int] = {"no_lnik": 1}', ["no_lnik"]),
    "made a reason by force": ('raise ExtractError(url, "no text", reason=Reason("no_txet"))', ["no_txet"]),
    "named": ('raise ExtractError(url, "no text", reason=reasons.NO_TEXT)', []),
    "named, by place": ("yield Dropped(entry.id, reasons.MOVED)", []),
    "a status": ("raise FetchError(url, problem, reason=reasons.http_status(404))", []),
    "handed on": ("raise FetchError(url, problem, reason=error.reason)", []),
    "a kind of count": ('if name.startswith("write/dropped/"):\n    pass', []),
    "another word": ('count("poll", "gap")\nkind = "dropped"', []),
}


@pytest.mark.parametrize(("text", "found"), MADE_UP.values(), ids=MADE_UP)
def test_a_reason_that_is_spelled_out_is_found(text: str, found: list[str]) -> None:
    assert [literal for _, literal in uses(ast.parse(text)).literals] == found


def test_names_are_found_however_they_are_imported() -> None:
    tree = ast.parse("from transforms.reasons import MOVED\nfrom transforms import reasons\nfound = reasons.NO_TEXT")
    assert uses(tree).names == {"MOVED", "NO_TEXT"}


@pytest.mark.parametrize("code", TABLE)
def test_a_row_is_made_of_sentences(code: str) -> None:
    row = TABLE[reasons.Reason(code)]
    for sentence in (row.meaning, row.cure):
        assert re.fullmatch(r"[A-Z`].*\.", sentence) and "|" not in sentence, sentence
    assert row.ends.kinds and row.ends.stages


@pytest.mark.parametrize("code", TABLE)
def test_a_cure_names_keys_that_there_are(code: str) -> None:
    config = yaml.safe_load((ROOT / "configs/ingest.yaml").read_text(encoding="utf-8"))
    for name in re.findall(r"`([a-z_.]+)`", TABLE[reasons.Reason(code)].cure):
        at: Any = config["feeds"][1] if name == "headers" else config
        for part in name.split("."):
            assert part in at, f"{code}: there is no {name} in configs/ingest.yaml"
            at = at[part]


def test_a_deferral_is_what_waiting_may_help() -> None:
    assert all(TABLE[code].waiting_helps for code in of_kind("deferral"))
    assert not any(TABLE[code].waiting_helps for code in (*of_kind("drop"), *of_kind("refusal")))


@pytest.mark.parametrize("path", MODULES)
def test_an_error_and_its_row_agree_on_waiting(path: str) -> None:
    for call in (node for node in ast.walk(MODULES[path]) if isinstance(node, ast.Call)):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        reason, retry = given.get("reason"), given.get("retry") or given.get("retryable")
        name = getattr(reason, "attr", getattr(reason, "id", None))
        if name in NAMES and isinstance(retry, ast.Constant | None):
            code = NAMES[str(name)]
            assert TABLE[code].waiting_helps == (retry is not None and retry.value), f"{path}:{call.lineno}: {code}"


def test_a_status_and_its_row_agree_on_waiting() -> None:
    for status in (*range(100, 200), *range(204, 600)):
        error, row = find_error("https://a.example/x", status, {}, NOON), row_of(http_status(status))
        assert error is not None and row is not None
        assert row.waiting_helps == error.retry, status


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{", b'{"a": 1}', b"<rss version='2.0'><chan"])
def test_a_feed_that_cannot_be_read_and_its_row_agree_on_waiting(body: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        parse_feed(body, "https://a.example/rss", None, NOON)
    assert TABLE[caught.value.reason].ends.kinds == ("feed failure",)
    assert TABLE[caught.value.reason].waiting_helps == caught.value.retry


# Which stages the reasons of a module may have: the first prefix that fits.
STAGES = {
    "transforms/bugs": {"fetch", "poll", "extract"},
    "transforms/web/terms": {"fetch", "extract"},
    "transforms/tries": {"fetch"},
    "transforms/web/": {"fetch", "poll"},
    "transforms/pure/net/": {"fetch", "poll"},
    "transforms/fetch": {"fetch", "expire"},
    "transforms/poll": {"poll"},
    "transforms/feed_reading": {"poll"},
    "transforms/discovery/": {"fetch", "poll"},
    "transforms/pure/discovery/": {"poll"},
    "transforms/pure/feeds/": {"poll", "keep"},
    "transforms/keep": {"keep"},
    "transforms/extract": {"extract"},
    "transforms/pure/rights/": {"fetch", "keep"},
    "transforms/pure/": {"extract"},
    "transforms/batch": {"write"},
    "transforms/story_turns": {"write"},
    "transforms/state/": {"write"},
    # They raise nothing: what is asked for again and was not read counts by the reasons of entries.
    "transforms/compare_versions": {"extract"},
    "transforms/rechecking": {"fetch"},
    "transforms/recheck_results": {"fetch"},
    # They raise nothing: they look reasons up that stand in rows and in the state, and say what they mean.
    "pipelines/health/": {"poll", "fetch", "extract", "keep", "write", "expire"},
    "pipelines/follow/sinks/": {"fetch", "poll"},
    "pipelines/histories/": {"poll", "fetch", "extract", "keep", "write", "expire"},
}


@pytest.mark.parametrize("path", MODULES)
def test_a_row_has_the_stage_of_the_module_that_raises_it(path: str) -> None:
    for code in (NAMES[name] for name in uses(MODULES[path]).names & NAMES.keys()):
        allowed = next((stages for prefix, stages in STAGES.items() if path.startswith(prefix)), set())
        assert allowed & set(TABLE[code].ends.stages), f"{path} raises {code}: name its stage in transforms/reasons.py"


ENTRY = Entry(id="e1", url="https://a.example/1", link="https://a.example/1", feed_url="f", parked_at=NOON)
OF_REQUESTS = [code for code, row in TABLE.items() if set(row.ends.stages) == {"fetch", "poll"}]


@pytest.mark.parametrize("code", OF_REQUESTS)
def test_a_row_says_what_becomes_of_a_page(code: reasons.Reason) -> None:
    row, options = TABLE[code], FetchOptions(attempts=3)
    error = FetchError(ENTRY.url, "it did not work", reason=code, retry=row.waiting_helps)
    before_last = Deferral(attempts=2, not_before=NOON, reason=code)
    kinds = set()
    for deferral, now in ((None, NOON), (before_last, NOON), (before_last, NOON + timedelta(days=30))):
        end = judge_error(ENTRY, error, deferral, options, now, random.Random(0))
        if isinstance(end, Deferred):
            kinds.add("long deferral" if end.deferral.refusals else "deferral")
        else:
            kinds.add("failure")
    assert {*kinds, "feed failure"} == set(row.ends.kinds)


def test_what_waits_long_is_what_the_configuration_may_change() -> None:
    assert set(terms_of(WebOptions())) == set(of_kind("long deferral"))


EXPLAINED = {
    "a row": ("robots_denied", "The site's robots.txt does not allow us to fetch it. An ingest asks again at long"),
    "a status of its own": ("http_429", "The server says that we ask too often. Waiting may help. Raise "),
    "a status of a hundred": ("http_503", "The server failed or is not available. Waiting may help. Nothing to do"),
    "another status": ("http_202", "The server answered with a status that brings no page"),
    "what an older version counted": ("too_blue", ""),
    "no status": ("http_", ""),
}


@pytest.mark.parametrize(("code", "words"), EXPLAINED.values(), ids=EXPLAINED)
def test_a_code_is_explained(code: str, words: str) -> None:
    assert explain(code).startswith(words) and bool(explain(code)) == bool(words)
