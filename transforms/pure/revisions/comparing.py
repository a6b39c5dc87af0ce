"""Two versions of an article: what changed between them, and how much that matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from transforms.pure.revisions.change_notes import find_corrections, find_withdrawal
from transforms.pure.revisions.comparable import comparable_words
from transforms.pure.revisions.slips import is_slip
from transforms.pure.revisions.word_diff import WordRun, diff_words
from transforms.pure.text.normal import fold
from transforms.records import Article
from transforms.revision_records import Changes, ComparedField, Significance, WordChange

TextField = Literal["title", "standfirst", "text"]
_TEXT_FIELDS: tuple[TextField, ...] = ("title", "standfirst", "text")
# Places that are listed, and characters of what was taken out or put in at each.
MOST_PLACES = 50
MOST_CHARACTERS = 400
# Below this share of the shorter text's words that both have, and from so many words on, it was written anew.
_REWRITTEN, _LEAST_WORDS = 0.5, 20
# What stands below a text comes and goes with what a template puts there: a last line of so few words is no change.
_FOOT_WORDS, _FOOT_CHARACTERS = 10, 60
# Paragraphs at the head of a text that may say that it was withdrawn.
_NOTICE_PARAGRAPHS = 3


class Revision(Struct, frozen=True, kw_only=True):
    """What a later version of an article brings. `correction` is the publisher's own note on it, `withdrawal` the notice.

    Both are None where nothing new of that kind is said.
    """

    changes: Changes
    significance: Significance
    correction: str | None = None
    withdrawal: str | None = None


class _FieldDiff(Struct, frozen=True):
    """The words of a text field in both versions, and the runs of them that differ."""

    name: TextField
    before: Sequence[str]
    after: Sequence[str]
    runs: Sequence[WordRun]


def compare_articles(before: Article, after: Article) -> Revision | None:
    """Give what is new in the later of two versions of an article; None where nothing is that counts.

    White space, forms of quotation marks and dashes, counters and `modified_at` alone do not count.
    """
    diffs = [diff for name in _TEXT_FIELDS if (diff := _diff_of(name, before, after)).runs]
    fields: list[ComparedField] = [diff.name for diff in diffs]
    if _names(before.authors) != _names(after.authors):
        fields.append("authors")
    if _is_other_moment(before.published_at, after.published_at):
        fields.append("published_at")
    if not fields:
        return None
    if _is_other_moment(before.modified_at, after.modified_at):
        fields.append("modified_at")
    correction = _new(find_corrections(before.text), find_corrections(after.text))
    withdrawal = _new(_withdrawals_of(before), _withdrawals_of(after))
    return Revision(
        changes=_list_changes(fields, diffs),
        significance=_weigh(fields, diffs, correction),
        correction=correction,
        withdrawal=withdrawal,
    )


def _diff_of(name: TextField, before: Article, after: Article) -> _FieldDiff:
    was, is_ = comparable_words(getattr(before, name)), comparable_words(getattr(after, name))
    runs = diff_words(was, is_)
    return _FieldDiff(name, was, is_, [] if name == "text" and _is_foot(was, is_, runs) else runs)


def _is_foot(before: Sequence[str], after: Sequence[str], runs: Sequence[WordRun]) -> bool:
    """Tell whether all that differs is a short line at the end, which one of two versions of a text has."""
    if len(runs) != 1 or (runs[0].last, runs[0].end) != (len(before), len(after)):
        return False
    removed, added = before[runs[0].first :], after[runs[0].start :]
    if removed and added:
        return False
    line = " ".join((*removed, *added))
    is_short = len(removed) + len(added) <= _FOOT_WORDS and len(line) <= _FOOT_CHARACTERS
    return is_short and not find_corrections(line) and find_withdrawal([line]) is None


def _names(authors: Sequence[str]) -> set[str]:
    return {fold(author) for author in authors}


def _is_other_moment(before: datetime | None, after: datetime | None) -> bool:
    """Tell whether two moments differ, of which one may be known by its day alone, and seconds are not always said."""
    if before is None or after is None:
        return before is not after
    if before.date() == after.date() and _is_day(before) != _is_day(after):
        return False
    return before.replace(second=0, microsecond=0) != after.replace(second=0, microsecond=0)


def _is_day(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _withdrawals_of(article: Article) -> list[str]:
    paragraphs = [paragraph for paragraph in article.text.split("\n") if paragraph]
    notice = find_withdrawal([article.title, article.standfirst, *paragraphs[:_NOTICE_PARAGRAPHS]])
    return [] if notice is None else [notice]


def _new(before: Sequence[str], after: Sequence[str]) -> str | None:
    """Give the first thing that is said now, and was not said before; None where there is none."""
    said = set(map(fold, before))
    return next((line for line in after if fold(line) not in said), None)


def _weigh(fields: Sequence[ComparedField], diffs: Sequence[_FieldDiff], correction: str | None) -> Significance:
    if correction is not None:
        return "correction"
    if any(diff.name == "text" and _is_rewritten(diff) for diff in diffs):
        return "rewrite"
    if {"authors", "published_at"}.isdisjoint(fields) and all(map(_has_slips_alone, diffs)):
        return "typo"
    return "edit"


def _is_rewritten(diff: _FieldDiff) -> bool:
    shorter = min(len(diff.before), len(diff.after))
    if shorter < _LEAST_WORDS:
        return False
    kept = len(diff.before) - sum(run.last - run.first for run in diff.runs)
    return kept < _REWRITTEN * shorter


def _has_slips_alone(diff: _FieldDiff) -> bool:
    return all(
        is_slip(
            diff.before[run.first : run.last],
            diff.after[run.start : run.end],
            diff.before[run.first - 1] if run.first else None,
        )
        for run in diff.runs
    )


def _list_changes(fields: Sequence[ComparedField], diffs: Sequence[_FieldDiff]) -> Changes:
    places = [(diff, run) for diff in diffs for run in diff.runs]
    return Changes(
        fields=tuple(fields),
        words=tuple(_word_change(diff, run) for diff, run in places[:MOST_PLACES]),
        words_removed=sum(run.last - run.first for _, run in places),
        words_added=sum(run.end - run.start for _, run in places),
        omitted=max(0, len(places) - MOST_PLACES),
    )


def _word_change(diff: _FieldDiff, run: WordRun) -> WordChange:
    return WordChange(
        field=diff.name,
        position=run.first,
        removed=_joined(diff.before, run.first, run.last),
        added=_joined(diff.after, run.start, run.end),
    )


def _joined(words: Sequence[str], first: int, last: int) -> str | None:
    """Give some words of a text in one line that is not too long; None where there are none."""
    if first == last:
        return None
    # No more words fit than half as many as there are characters.
    line = " ".join(words[first : min(last, first + MOST_CHARACTERS)])
    is_whole = last - first <= MOST_CHARACTERS and len(line) <= MOST_CHARACTERS
    return line if is_whole else line[: MOST_CHARACTERS - 1].rstrip() + "…"
