"""The rules of a robots.txt for one crawler, found by the texts that they need: a decision costs what fits, not what there is.

A file may hold 40,000 rules with wildcards in its 500 KiB (RFC 9309, 2.5). Asked one after another they cost a fifth of a
second for each URL, while all other sites wait.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from protego import Protego
from protego._utils import _quote_path

# Of the rules that may speak of a URL, the longest are tried first, until so many of their texts have been looked for. No site
# that means its rules comes near.
MAX_TEXTS = 5000
_GRAM = 3
_END = "$"


class WildcardRule:
    """A rule with a wildcard: the texts that must stand in a URL in this order, and whether it must end there."""

    __slots__ = ("allows", "ends", "least", "parts", "rank")

    def __init__(self, pattern: str, allows: bool) -> None:
        self.ends = pattern.endswith(_END)
        self.parts = tuple(pattern.removesuffix(_END).split("*"))
        self.least = sum(map(len, self.parts))
        self.allows = allows
        self.rank = _rank(len(pattern), allows)

    def fits(self, path: str) -> bool:
        """Tell whether the rule speaks of a path."""
        return have_parts(path, self.parts, self.ends)


def have_parts(path: str, parts: Sequence[str], ends: bool) -> bool:
    """Tell whether a path begins with the first of a pattern's parts and has the others behind it, in order.

    `ends`: the last of them must end the path.

    >>> have_parts("/news/b.jpg", ["/news/", ".jpg"], True), have_parts("/news", ["/new"], True)
    (True, False)
    """
    first, *middle = parts
    if not path.startswith(first):
        return False
    if not middle:
        return not ends or path == first
    last, at = middle.pop(), len(first)
    for part in middle:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.find(last, at) >= 0 if not ends else len(path) - len(last) >= at and path.endswith(last)


class RobotsRules:
    """What a robots.txt asks of one crawler."""

    def __init__(self, read: Protego, agent: str) -> None:
        """Take the rules for an agent from what protego has read; it knows which groups they are in and how they are spelled."""
        self.delay_seconds: float | None = read.crawl_delay(agent)
        group = read._get_matching_rule_set(agent)
        self._plain: dict[str, bool] = {}
        self._whole: dict[str, bool] = {}
        wild: dict[str, WildcardRule] = {}
        for rule in group._rules if group is not None else ():
            pattern, allows = rule.value._pattern, rule.field == "allow"
            if "*" in pattern:
                # What allows wins over what forbids the same.
                if pattern not in wild or allows:
                    wild[pattern] = WildcardRule(pattern, allows)
            else:
                kept = self._whole if pattern.endswith(_END) else self._plain
                kept[pattern.removesuffix(_END)] = allows or kept.get(pattern.removesuffix(_END), False)
        self._lengths = sorted({len(prefix) for prefix in self._plain}, reverse=True)
        self._by_gram = _index(wild.values())

    def allow(self, url: str) -> bool:
        """Tell whether a URL may be fetched: the longest rule decides, and of two as long the one that allows (RFC 9309, 2.2.2).

        A URL is refused of which this cannot be told by looking for MAX_TEXTS texts of rules with wildcards.
        """
        path = _quote_path(url)
        if path.partition("?")[0] == "/robots.txt":
            return True
        least, allowed = self._longest_plain(path)
        candidates = [rule for rule in self._candidates(path) if rule.rank > least and rule.least <= len(path)]
        candidates.sort(key=attrgetter("rank"), reverse=True)
        left = MAX_TEXTS
        for rule in candidates:
            if left < 0:
                return False
            if rule.fits(path):
                return rule.allows
            left -= len(rule.parts)
        return allowed

    def _longest_plain(self, path: str) -> tuple[int, bool]:
        """Give the rank of the longest rule without wildcards for a path, and whether it allows; without any, all is allowed."""
        whole = self._whole.get(path)
        if whole is not None:
            return _rank(len(path) + len(_END), whole), whole
        for length in self._lengths:
            if length <= len(path) and (allows := self._plain.get(path[:length])) is not None:
                return _rank(length, allows), allows
        return 0, True

    def _candidates(self, path: str) -> Iterable[WildcardRule]:
        """Give the rules that have their rarest text in a path."""
        if not self._by_gram:
            return  # Most files have no wildcards, and every URL asks.
        for gram in _grams_within(path):
            yield from self._by_gram.get(gram, ())


def _rank(length: int, allows: bool) -> int:
    return 2 * length + allows


def _index(rules: Iterable[WildcardRule]) -> dict[str, list[WildcardRule]]:
    """Give the rules by one text of at most three characters that a URL must hold for them: the one that fewest others need."""
    needed = [(rule, _grams_of(rule)) for rule in rules]
    frequent = Counter(gram for _, grams in needed for gram in grams)
    found: dict[str, list[WildcardRule]] = defaultdict(list)
    for rule, grams in needed:
        found[min(grams, key=lambda gram: (frequent[gram], -len(gram)), default="")].append(rule)
    return dict(found)


def _grams_of(rule: WildcardRule) -> set[str]:
    grams = {part[at : at + _GRAM] for part in rule.parts for at in range(max(len(part) - _GRAM + 1, 1)) if part}
    return grams | {rule.parts[-1][-_GRAM:] + _END} if rule.ends else grams


def _grams_within(path: str) -> set[str]:
    """Give all texts of one to three characters in a path, those at its end with the sign of the end, and the empty one."""
    within = {path[at : at + size] for size in range(1, _GRAM + 1) for at in range(len(path) - size + 1)}
    return within | {path[len(path) - size :] + _END for size in range(min(_GRAM, len(path)) + 1)} | {""}
