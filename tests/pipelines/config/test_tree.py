"""A YAML file as a tree of texts with their places: nothing is guessed, and each problem says where it is."""

import pytest

from pipelines.config.tree import Node, Problem, Problems, apply_sets, read_items, read_tree


def read(text: str, *sets: str, **environ: str) -> tuple[Node, list[str]]:
    """The tree of a file a.yaml with overrides, and the problems in it."""
    problems = Problems()
    root = read_tree(text, "a.yaml", environ, problems)
    apply_sets(root, sets, environ, problems)
    return root, problems.sentences()


@pytest.mark.parametrize("written", ["no", "1:30", "007", "2026-11-22", "1e3", "0x1f", "=", "on"])
def test_a_scalar_stays_what_was_written(written: str) -> None:
    root, problems = read(f"key: {written}")
    assert (root.at("key").text, problems) == (written, [])


@pytest.mark.parametrize(
    ("written", "is_null"), [("", True), ("~", True), ("null", True), ("''", False), ("'~'", False)]
)
def test_nothing_and_an_empty_text_differ(written: str, is_null: bool) -> None:
    assert read(f"key: {written}")[0].at("key").is_null() is is_null


def test_each_value_knows_its_place() -> None:
    root, _ = read("output: out\nfetch:\n  attempts: 3\nfeeds:\n  - a\n  - b\n")
    assert root.at("fetch", "attempts").label() == "a.yaml:3: fetch.attempts"
    assert [node.label() for node in root.at("feeds").items] == ["a.yaml:5: feeds[1]", "a.yaml:6: feeds[2]"]
    assert root.label() == "a.yaml"


def test_the_innermost_value_that_there_is() -> None:
    root, _ = read("fetch:\n  attempts: 3\n")
    assert root.at("fetch", "timeout", "seconds") is root.at("fetch")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("out", '"out"'),
        ("", "nothing"),
        ("[a]", "a list"),
        ("{a: b}", "keys and values"),
        ("x" * 90, f'"{"x" * 80}..."'),
    ],
)
def test_how_a_value_stands_in_a_message(written: str, shown: str) -> None:
    assert read(f"key: {written}")[0].at("key").shown() == shown


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("${HOME_OF}/out", "/srv/out"),
        ("${GONE:-/tmp}/out", "/tmp/out"),
        ("${BLANK:-x}", "x"),
        ("$${HOME_OF}", "${HOME_OF}"),
        ("${BLANK}", None),
    ],
)
def test_variables_are_filled_in_and_messages_keep_what_was_written(written: str, text: str | None) -> None:
    root, problems = read(f"key: {written}", HOME_OF="/srv", BLANK="")
    assert (root.at("key").text, root.at("key").shown(), problems) == (text, f'"{written}"', [])


def test_a_variable_that_is_missing() -> None:
    root, problems = read("key: a${GONE}b")
    assert root.at("key").broken
    assert problems == [
        "a.yaml:1: key: the environment variable GONE is not set; set it, or write ${GONE:-default}",
    ]


TOO_DEEP = "lists and keys are nested more than 64 deep; write them flatter"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n- b\n", "a.yaml: expected keys and values, as in `output: out`, got a list"),
        ("just words", 'a.yaml: expected keys and values, as in `output: out`, got "just words"'),
        pytest.param("\n\na: " + "[" * 5000, f"a.yaml:3: {TOO_DEEP}", id="brackets"),
        pytest.param("- " * 5000, f"a.yaml:1: {TOO_DEEP}", id="dashes"),
        pytest.param("".join(f"{' ' * n}a:\n" for n in range(900)), f"a.yaml:65: {TOO_DEEP}", id="keys"),
        pytest.param(
            "a: &a [" + "x, " * 1000 + "]\nb: &b [" + "*a, " * 1000 + "]\nc: [" + "*b, " * 1000 + "]",
            "a.yaml:1: aliases (*) repeat more than 100,000 values; write them out",
            id="many aliases",
        ),
        pytest.param(
            f"a: &a '{'x' * 100_000}'\nb: [" + "*a, " * 1000 + "]",
            "a.yaml:1: aliases (*) repeat more than 10,000,000 characters; write them out",
            id="long aliases",
        ),
        ("a: &one\n  b: *one\n", "a.yaml:2: a.b contains itself by an alias (*); write the value out"),
    ],
)
def test_what_is_no_tree(text: str, problem: str) -> None:
    with pytest.raises(Problem) as caught:
        read(text)
    assert str(caught.value) == problem


def test_what_is_no_yaml_is_said_with_its_line() -> None:
    with pytest.raises(Problem, match=r"^a\.yaml:3: this is not valid YAML: "):
        read("a: b\nc: [\n")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "~"])
def test_a_file_of_nothing_has_no_keys(text: str) -> None:
    root, problems = read(text)
    assert (root.kind, root.pairs, problems) == ("mapping", {}, [])


def test_problems_come_in_the_order_of_their_lines() -> None:
    _, problems = read("b: ${GONE}\na: 1\na: 2\n[x]: 3\n")
    assert [problem.partition(": ")[0] for problem in problems] == ["a.yaml:1", "a.yaml:3", "a.yaml:4"]
    assert problems[1] == "a.yaml:3: a: given twice; the first is in a.yaml:2"
    assert problems[2] == "a.yaml:4: a key must be a word, not a list or a mapping"


@pytest.mark.parametrize(
    ("sets", "keys", "text"),
    [
        (("output=there",), ("output",), "there"),
        (("web.per_site=1",), ("web", "per_site"), "1"),
        (("a.b.c=1", "a.b.c=2"), ("a", "b", "c"), "2"),
        (("key=a=b",), ("key",), "a=b"),
    ],
)
def test_overrides(sets: tuple[str, ...], keys: tuple[str, ...], text: str) -> None:
    root, problems = read("output: here\n", *sets)
    assert (root.at(*keys).text, root.at(*keys).label(), problems) == (text, f"--set {'.'.join(keys)}", [])


def test_an_override_of_a_list() -> None:
    root, _ = read("", "keep.languages=[de, no]")
    assert [node.text for node in root.at("keep", "languages").items] == ["de", "no"]


@pytest.mark.parametrize(
    ("assignment", "problem"),
    [
        ("output", "--set output: expected key=value, as in --set web.per_site=1"),
        ("web..x=1", "--set web..x=1: expected key=value, as in --set web.per_site=1"),
        ("output.x=1", '--set output.x: output holds "here", so nothing inside it can be set; set output as a whole'),
    ],
)
def test_overrides_that_make_no_sense(assignment: str, problem: str) -> None:
    assert read("output: here\n", assignment)[1] == [problem]


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "[" * 70 + "]" * 70, "- url: a\n  x: " + "[" * 100_000])
def test_a_list_that_is_nested_too_deeply(text: str) -> None:
    with pytest.raises(
        Problem, match=r"^f\.yaml:[12]: lists and keys are nested more than 64 deep; write them flatter$"
    ):
        read_items(text, "f.yaml", {}, Problems())


def test_what_a_sentence_quotes_is_cut() -> None:
    problems = Problems()
    problems.add_at("a.yaml:1", "a.yaml:1: " + "x" * 50_000)
    assert [len(sentence) for sentence in problems.sentences()] == [1600]
