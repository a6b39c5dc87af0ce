"""The reader of options: YAML texts and types in, values or sentences out; knows none of newsbeam's own options."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta, Struct, field
from msgspec import inspect as types

from pipelines.config.tree import Problem, Problems, apply_sets, read_tree
from pipelines.config.typed import Reader, Unreadable


class Kitchen(Struct, frozen=True, kw_only=True):
    cooks: Annotated[int, Meta(ge=1)] = 2
    ovens: Annotated[int, Meta(ge=0, le=4)] = 1
    share: Annotated[float, Meta(gt=0, le=1)] = 0.5
    rest_seconds: float = 60.0
    open_minutes: Annotated[float, Meta(gt=0)] = 30.0
    age_days: float | None = 7.0
    interval: float | None = None

    def __post_init__(self) -> None:
        if self.ovens > self.cooks:
            raise ValueError("ovens: more of them than cooks; hire a cook")


class House(Struct, frozen=True, kw_only=True):
    name: str
    motto: str | None = None
    open: bool = True
    size: Literal["small", "large"] = "small"
    languages: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    menu: str | tuple[str, ...] = ()
    kitchen: Kitchen = Kitchen()


def read(text: str, sets: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> tuple[Any, list[str]]:
    """What a text says of a house (None where it cannot be read), and the problems."""
    problems = Problems()
    try:
        root = read_tree(text, "h.yaml", environ or {}, problems)
    except Problem as problem:
        return None, [*problems.sentences(), str(problem)]
    apply_sets(root, sets, environ or {}, problems)
    try:
        house = Reader(problems).read(root, types.type_info(House))
    except Unreadable:
        house = None
    return house, problems.sentences()


def house(**changes: Any) -> House:
    return House(name="Inn", **changes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("name: Inn", house(), id="all else has a default"),
        pytest.param(
            "name: Inn\nlanguages: [no, de, yes, on, 'y']",
            house(languages=("no", "de", "yes", "on", "y")),
            id="no is text",
        ),
        pytest.param("name: 1:30", House(name="1:30"), id="no sexagesimal numbers"),
        pytest.param("name: 2026-11-22", House(name="2026-11-22"), id="no dates"),
        pytest.param("name: Inn\nopen: no", house(open=False), id="no is false where true or false is wanted"),
        pytest.param("name: Inn\nopen: TRUE", house(open=True), id="case of a truth"),
        pytest.param("name: Inn\nmotto: ~", house(), id="tilde is absent"),
        pytest.param("name: Inn\nmotto: ''", house(), id="empty text is absent"),
        pytest.param("name: Inn\nkitchen:\n  # cooks: 3\n", house(), id="a section with only comments"),
        pytest.param("name: Inn\nlanguages:", house(), id="an empty list"),
        pytest.param("name: Inn\nlabels: {a: no, b: 1}", house(labels={"a": "no", "b": "1"}), id="texts by key"),
        pytest.param("name: Inn\nmenu: soup", house(menu="soup"), id="one of a union"),
        pytest.param("name: Inn\nmenu: [soup, fish]", house(menu=("soup", "fish")), id="the other of a union"),
        pytest.param("name: Inn\nkitchen: {cooks: 1_0}", house(kitchen=Kitchen(cooks=10)), id="grouped digits"),
        pytest.param("name: Inn\nkitchen: {share: 1e-1}", house(kitchen=Kitchen(share=0.1)), id="exponent"),
        pytest.param(
            "name: Inn\nkitchen: {rest_seconds: 15m}", house(kitchen=Kitchen(rest_seconds=900)), id="15m in seconds"
        ),
        pytest.param(
            "name: Inn\nkitchen: {rest_seconds: 2}", house(kitchen=Kitchen(rest_seconds=2)), id="plain seconds"
        ),
        pytest.param(
            "name: Inn\nkitchen: {open_minutes: 1.5h}", house(kitchen=Kitchen(open_minutes=90)), id="1.5h in minutes"
        ),
        pytest.param("name: Inn\nkitchen: {age_days: 36h}", house(kitchen=Kitchen(age_days=1.5)), id="36h in days"),
        pytest.param("name: Inn\nkitchen: {age_days: null}", house(kitchen=Kitchen(age_days=None)), id="null days"),
        pytest.param(
            "name: Inn\nkitchen: {interval: 1w}", house(kitchen=Kitchen(interval=604800)), id="interval counts seconds"
        ),
        pytest.param("name: &n Inn\nmotto: *n", house(motto="Inn"), id="an alias"),
    ],
)
def test_reads(text: str, expected: House) -> None:
    assert read(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("motto: x", "h.yaml: the key name is missing", id="missing key"),
        pytest.param("", "h.yaml: the key name is missing", id="empty file"),
        pytest.param("name:", "h.yaml:1: name: expected text, got nothing", id="missing text"),
        pytest.param("name: ''", 'h.yaml:1: name: expected text, got ""', id="empty text"),
        pytest.param("name: [a]", "h.yaml:1: name: expected text, got a list", id="list for text"),
        pytest.param(
            "name: a\n\nlanguges: [de]",
            'h.yaml:3: languges: there is no key "languges"; did you mean "languages"?',
            id="near key",
        ),
        pytest.param(
            "name: a\nkitchen:\n  zzz: 1",
            'h.yaml:3: kitchen.zzz: there is no key "zzz"; the keys here are cooks, ovens, share, rest_seconds, open_minutes,'
            " age_days, interval",
            id="far key",
        ),
        pytest.param(
            "name: a\nlanguages: no", 'h.yaml:2: languages: expected a list like [a, b], got "no"', id="text for list"
        ),
        pytest.param(
            "name: a\nlanguages: [de, [x]]", "h.yaml:2: languages[2]: expected text, got a list", id="in a list"
        ),
        pytest.param("name: a\nopen: perhaps", 'h.yaml:2: open: expected true or false, got "perhaps"', id="no truth"),
        pytest.param("name: a\nsize: huge", 'h.yaml:2: size: expected one of large, small, got "huge"', id="no choice"),
        pytest.param(
            "name: a\nlabels: x", 'h.yaml:2: labels: expected keys and values, got "x"', id="text for mapping"
        ),
        pytest.param(
            "name: a\nkitchen: 5", 'h.yaml:2: kitchen: expected keys and values, got "5"', id="text for section"
        ),
        pytest.param(
            "name: a\nmenu: {a: b}",
            "h.yaml:2: menu: expected text or a list like [a, b], got keys and values",
            id="no union",
        ),
        pytest.param(
            "name: a\nkitchen:\n  cooks: many",
            'h.yaml:3: kitchen.cooks: expected a whole number of at least 1, got "many"',
            id="no number",
        ),
        pytest.param(
            "name: a\nkitchen: {cooks: 0}",
            'h.yaml:2: kitchen.cooks: expected a whole number of at least 1, got "0"',
            id="too small",
        ),
        pytest.param(
            "name: a\nkitchen: {cooks: 1.5}",
            'h.yaml:2: kitchen.cooks: expected a whole number of at least 1, got "1.5"',
            id="not whole",
        ),
        pytest.param(
            "name: a\nkitchen: {ovens: 9}",
            'h.yaml:2: kitchen.ovens: expected a whole number from 0 to 4, got "9"',
            id="out of range",
        ),
        pytest.param(
            "name: a\nkitchen: {share: 2}",
            'h.yaml:2: kitchen.share: expected a number above 0 and of at most 1, got "2"',
            id="two bounds",
        ),
        pytest.param(
            "name: a\nkitchen: {share: .inf}",
            'h.yaml:2: kitchen.share: expected a number above 0 and of at most 1, got ".inf"',
            id="infinity",
        ),
        pytest.param(
            "name: a\nkitchen: {share: 15m}",
            'h.yaml:2: kitchen.share: expected a number above 0 and of at most 1, got "15m"',
            id="a duration where none fits",
        ),
        pytest.param(
            "name: a\nkitchen: {rest_seconds: soon}",
            'h.yaml:2: kitchen.rest_seconds: expected a number of seconds (or a duration like 90s, 15m, 2h, 1d), got "soon"',
            id="no duration",
        ),
        pytest.param(
            "name: a\nkitchen: {interval: -1h}",
            'h.yaml:2: kitchen.interval: expected a number of seconds (or a duration like 90s, 15m, 2h, 1d), got "-1h"',
            id="negative duration",
        ),
        pytest.param(
            "name: a\nkitchen:\n  ovens: 3",
            "h.yaml:3: kitchen.ovens: more of them than cooks; hire a cook",
            id="own rule",
        ),
        pytest.param("name: a\nname: b", "h.yaml:2: name: given twice; the first is in h.yaml:1", id="key twice"),
        pytest.param("name: a\n[x]: b", "h.yaml:2: a key must be a word, not a list or a mapping", id="key is a list"),
        pytest.param("- name", "h.yaml: expected keys and values, as in `output: out`, got a list", id="top is a list"),
        pytest.param(
            "name: [a",
            "h.yaml:1: this is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
            id="unclosed",
        ),
        pytest.param(
            "name: a\n\tmotto: b",
            "h.yaml:2: this is not valid YAML: while scanning for the next token,"
            " found character '\\t' that cannot start any token",
            id="tab",
        ),
        pytest.param(
            "name: a\n---\nname: b",
            "h.yaml:2: this is not valid YAML: expected a single document in the stream, but found another document",
            id="two documents",
        ),
        pytest.param(
            "name: a\nlanguages: &l [*l]",
            "h.yaml:2: languages[1] contains itself by an alias (*); write the value out",
            id="endless alias",
        ),
    ],
)
def test_refuses_with_a_sentence(text: str, problem: str) -> None:
    assert read(text)[1] == [problem]


def test_all_problems_come_at_once_in_the_order_of_their_lines() -> None:
    _, problems = read("kitchen:\n  cooks: x\n  ovens: y\nopen: z\nsize: big\n", ["motto=[a]"])
    assert [problem.split(": expected")[0] for problem in problems] == [
        "--set motto",
        "h.yaml: the key name is missing",
        "h.yaml:2: kitchen.cooks",
        "h.yaml:3: kitchen.ovens",
        "h.yaml:4: open",
        "h.yaml:5: size",
    ]


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        pytest.param("name: ${N}", {"N": "Inn"}, house(), id="whole value"),
        pytest.param("name: I${N}", {"N": "nn"}, house(), id="part of a value"),
        pytest.param("name: ${N:-Inn}", {}, house(), id="default"),
        pytest.param("name: ${N:-Inn}", {"N": ""}, house(), id="default for an empty variable"),
        pytest.param("name: Inn\nmotto: ${N:-}", {}, house(), id="empty default is absent"),
        pytest.param("name: Inn\nmotto: ${N}", {"N": ""}, house(), id="empty variable is absent"),
        pytest.param("name: Inn\nmotto: $${N}", {}, house(motto="${N}"), id="escaped"),
        pytest.param("name: Inn\nkitchen: {cooks: '${N}'}", {"N": "8"}, house(kitchen=Kitchen(cooks=8)), id="a number"),
        pytest.param("name: Inn\nlanguages: ['${N}']", {"N": "no"}, house(languages=("no",)), id="in a list"),
    ],
)
def test_fills_in_the_environment(text: str, environ: dict[str, str], expected: House) -> None:
    assert read(text, environ=environ) == (expected, [])


def test_names_a_variable_that_is_not_set() -> None:
    assert read("name: x\nmotto: ${INN_MOTTO}") == (
        None,
        ["h.yaml:2: motto: the environment variable INN_MOTTO is not set; set it, or write ${INN_MOTTO:-default}"],
    )


def test_a_message_shows_the_variable_and_not_its_value() -> None:
    _, problems = read("name: x\nkitchen: {cooks: '${TOKEN}'}", environ={"TOKEN": "s3cret"})
    assert problems == ['h.yaml:2: kitchen.cooks: expected a whole number of at least 1, got "${TOKEN}"']


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        pytest.param(["kitchen.cooks=5"], house(kitchen=Kitchen(cooks=5)), id="in a section that is not written"),
        pytest.param(["languages=[no, de]"], house(languages=("no", "de")), id="a list"),
        pytest.param(["labels={a: b=c}"], house(labels={"a": "b=c"}), id="a mapping; only the first = parts"),
        pytest.param(["motto="], house(), id="nothing is absent"),
        pytest.param(["motto=a", "motto=b"], house(motto="b"), id="the last counts"),
        pytest.param(["kitchen.rest_seconds=1m"], house(kitchen=Kitchen(rest_seconds=60)), id="a duration"),
    ],
)
def test_sets_override(sets: list[str], expected: House) -> None:
    assert read("name: Inn\nmotto: old", [*sets] if "motto" in sets[0] else [*sets, "motto="]) == (expected, [])


@pytest.mark.parametrize(
    ("assignment", "problem"),
    [
        ("kitchen.cook=1", '--set kitchen.cook: there is no key "cook"; did you mean "cooks"?'),
        ("kitchen.cooks=x", '--set kitchen.cooks: expected a whole number of at least 1, got "x"'),
        ("kitchen", "--set kitchen: expected key=value, as in --set web.per_site=1"),
        (".a=1", "--set .a=1: expected key=value, as in --set web.per_site=1"),
        (
            "motto=[",
            "--set motto: this is not valid YAML: while parsing a flow node, expected the node content, but found '<stream end>'",
        ),
        ("name.first=1", '--set name.first: name holds "Inn", so nothing inside it can be set; set name as a whole'),
    ],
)
def test_sets_are_refused_with_a_sentence(assignment: str, problem: str) -> None:
    assert read("name: Inn", [assignment])[1] == [problem]
