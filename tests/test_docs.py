"""The pages for readers: what they link to and name is there, the list of rooms is true, and the words are plain."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = tuple(name for name in ("newsbeam", "pipelines", "transforms") if (ROOT / name).is_dir())
TOP_PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "sample/README.md")
PAGES = sorted([*(ROOT / name for name in TOP_PAGES), *(ROOT / "docs").rglob("*.md")])
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

FIRST_SCREEN_LINES = 25
MOST_WORDS_OF_OURS = 12

_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_INDENTED = re.compile(r"^ {4,}.*$", re.M)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
_FOLDERS = r"(?:newsbeam|pipelines|transforms|tests|docs|configs|bench|sample|schemas|deploy|examples|\.github|\.ci)"
_PATH = re.compile(rf"(?<![\w./-]){_FOLDERS}/[\w./-]*")
_DOTTED = re.compile(r"(?<![\w./-])(?:newsbeam|pipelines|transforms)(?:\.[A-Za-z_]\w*)+")
# What follows `newsbeam.` in the names of files, not of Python.
_ENDINGS = (".json", ".service", ".timer", ".yaml")
_KEY = re.compile(r"(?:first_poll|keep|poll|web|fetch|extract|enrich|write)\.[a-z_]+(?:\.[a-z_]+)?")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(text: str) -> str:
    """Give a page without its blocks of code."""
    return _INDENTED.sub("", _FENCED.sub("", text))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def spans_of(page: Path) -> list[str]:
    return _SPAN.findall(_FENCED.sub("", text_of(page)))


@cache
def anchors_of(page: Path) -> set[str]:
    """Give the anchors that a forge makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text_of(page)), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def names_in(module: Path) -> set[str]:
    """Give what a module defines: `function`, `Class`, `Class.method`, `CONSTANT`."""
    names: set[str] = set()
    for node in ast.parse(text_of(module)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
            names |= {f"{node.name}.{part.name}" for part in inner}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@cache
def file_names() -> set[str]:
    """Give the names of all files of ours."""
    folders = (*PACKAGES, "bench", "configs", "deploy", "docs", "examples", "sample", "tests")
    inside = {path.name for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()}
    return inside | {path.name for path in ROOT.iterdir() if path.is_file()}


def file_of(dotted: str) -> Path | None:
    """Give the file of a module or package by its dotted name, None where there is none."""
    base = ROOT.joinpath(*dotted.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    wrong = []
    for link in _LINK.finditer(_FENCED.sub("", text_of(page))):
        if re.match(r"[a-z]+:", link["target"]):
            continue
        path, _, anchor = link["target"].partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            wrong.append(link["target"])
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_that_names_code_leads_to_it(page: Path) -> None:
    wrong = []
    for link in _LINK.finditer(_FENCED.sub("", text_of(page))):
        named = re.fullmatch(r"`([A-Za-z_]\w*(?:\.\w+)?)(?:\(\))?`", link["text"])
        if named and link["target"].endswith(".py") and named[1] not in names_in(page.parent / link["target"]):
            wrong.append(f"{named[1]} is not in {link['target']}")
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_path_of_ours_is_there(page: Path) -> None:
    paths = [path for span in spans_of(page) if "<" not in span for path in _PATH.findall(span) if "..." not in span]
    assert [path for path in paths if not (ROOT / path.rstrip(".")).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_file_that_is_named_alone_is_one_of_ours(page: Path) -> None:
    named = [span for span in spans_of(page) if re.fullmatch(r"[\w-]+\.(?:py|md|yaml|toml|txt)", span)]
    assert [
        name
        for name in named
        if name not in file_names() and name not in ("mine.yaml", "newsbeam.yaml", "feeds.yaml", "requirements.txt")
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_module_and_its_function_are_there(page: Path) -> None:
    wrong = []
    for dotted in (found for found in _DOTTED.findall(text_of(page)) if not found.endswith(_ENDINGS)):
        module, _, name = dotted.rpartition(".")
        if file_of(dotted) is None and ((file := file_of(module)) is None or name not in names_in(file)):
            wrong.append(dotted)
    pairs = re.findall(r"`(\w+)(?:\(\))?` (?:in|of) \[?`([\w/]+\.py)`", text_of(page))
    for name, path in pairs:
        files = [file for package in (*PACKAGES, "tests") for file in (ROOT / package).rglob(path.rpartition("/")[2])]
        if not any(name_of(file).endswith(path) and name in names_in(file) for file in files):
            wrong.append(f"{name} in {path}")
    assert wrong == []


def keys_of(tree: object, above: str = "") -> set[str]:
    """Give the keys of a configuration, those of sections with their sections' names ahead."""
    if not isinstance(tree, dict):
        return set()
    found = {f"{above}{key}" for key in tree}
    return found.union(*(keys_of(value, f"{above}{key}.") for key, value in tree.items()))


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "records.md"], ids=name_of)
def test_each_key_of_the_configuration_is_one(page: Path) -> None:
    known = keys_of(yaml.safe_load(text_of(ROOT / "configs" / "ingest.yaml")))
    named = {re.split("[:=]", span)[0] for span in spans_of(page)}
    assert {key for key in named if _KEY.fullmatch(key) and not key.endswith(".py")} - known == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_target_of_make_is_one(page: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    named = re.findall(r"(?:^ {4,}|`)make ([a-z][a-z-]*(?: [a-z][a-z-]*)*)", text_of(page), re.M)
    assert {word for targets in named for word in targets.split()} - known == set()


def test_the_index_lists_each_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link["target"]).resolve() for link in _LINK.finditer(text_of(index))}
    pages = {path for path in (ROOT / "docs").rglob("*.md") if path != index}
    assert pages - linked == set()


def test_the_site_lists_each_page() -> None:
    """In the navigation of mkdocs.yml, by its name there: a page that is left out fails the strict build."""
    site = text_of(ROOT / "mkdocs.yml").partition("\nnav:\n")[2]
    pages = {name_of(path).removeprefix("docs/") for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert {page for page in pages if not re.search(rf"(?:- |: ){re.escape(page)}(?:\s|$)", site)} == set()


def test_the_first_screen_has_what_it_is_and_the_two_commands() -> None:
    screen = README.splitlines()[:FIRST_SCREEN_LINES]
    for wanted in ("Apache Beam", "    make ingest", "    make test"):
        assert any(wanted in line for line in screen), f"{wanted} is not in the first {FIRST_SCREEN_LINES} lines"


def rooms() -> str:
    """Give the table of rooms as it has to stand in the page: each package with its docstring's first line."""
    lines = ["| room | what it holds |", "|---|---|"]
    for package in PACKAGES:
        for init in sorted((ROOT / package).rglob("__init__.py"), key=lambda path: path.parent.parts):
            said = (ast.get_docstring(ast.parse(text_of(init))) or "").partition("\n")[0]
            room = name_of(init.parent)
            lines.append(f"| [{room}](../{room}) | {said} |")
    return "\n".join(lines)


def floors() -> str:
    """Give the list of floors as it has to stand in the page, from `FLOORS` of the architecture test."""
    tree = ast.parse(text_of(ROOT / "tests" / "test_architecture.py"))
    (value,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "FLOORS" for t in node.targets)
    )
    return "\n".join(
        f"{floor}. {', '.join(f'`{room}`' for room in names)}" for floor, names in enumerate(ast.literal_eval(value), 1)
    )


@pytest.mark.parametrize(("name", "wanted"), [("rooms", rooms()), ("floors", floors())])
def test_the_rooms_and_floors_are_those_that_there_are(name: str, wanted: str) -> None:
    found = ARCHITECTURE.partition(f"<!-- {name} -->\n")[2].partition("\n<!-- end -->")[0].strip()
    assert found == wanted, f"put this between `<!-- {name} -->` and `<!-- end -->` of docs/architecture.md:\n{wanted}"


def glossary() -> dict[str, str]:
    """Give the words of the page's last table with their meanings."""
    table = ARCHITECTURE.partition("\n## The words\n")[2]
    return dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", table, re.M))


def forms_of(word: str) -> str:
    """Give a pattern for a word of the glossary in the forms in which it stands in a sentence."""
    return rf"(?:{word.removesuffix('y')}ies|{word}(?:s|es|ed)?)" if word.endswith("y") else rf"{word}(?:s|es|ed)?"


def test_the_glossary_is_short_and_says_something() -> None:
    words = {word: said for word, said in glossary().items() if word != "word"}
    assert 6 <= len(words) <= MOST_WORDS_OF_OURS
    assert all(said.endswith(".") and len(said) > 20 for said in words.values())


@pytest.mark.parametrize("word", sorted(set(glossary()) - {"word"}))
def test_the_readme_explains_a_word_of_ours_where_it_first_stands(word: str) -> None:
    text = _SPAN.sub("", prose(README))
    first = re.search(rf"(\*?)\b{forms_of(word)}\b(\*?)", text)
    if first is not None:  # set in italics, which the README keeps for a word that its sentence explains
        line = text[text.rfind("\n", 0, first.start()) + 1 : text.find("\n", first.end())]
        assert first[1] == first[2] == "*", f"`{word}` first stands unexplained in: {line}"


FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_one_that_a_forge_shows(path: Path) -> None:
    form = yaml.safe_load(text_of(path))
    assert form["name"] and form["description"]
    assert {element["type"] for element in form["body"]} <= {"markdown", "input", "textarea", "dropdown", "checkboxes"}
    asked = [element for element in form["body"] if element["type"] != "markdown"]
    assert len({element["id"] for element in asked}) == len(asked)
    assert all(element["attributes"]["label"] for element in asked)
    assert any(element.get("validations", {}).get("required") for element in asked)


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("wrong-article", ["newsbeam extract", "--explain", "newsbeam --version"]),
        ("wrong-feed", ["newsbeam status", "newsbeam --version"]),
        ("lost-or-doubled", ["newsbeam status", "runs/", "manifest", "newsbeam --version"]),
    ],
)
def test_an_issue_form_asks_for_what_is_needed_to_look_into_it(form: str, wanted: list[str]) -> None:
    (path,) = (path for path in FORMS if path.stem == form)
    assert [words for words in wanted if words not in text_of(path)] == []


def test_the_hooks_are_local_and_run_what_the_project_has() -> None:
    hooks = yaml.safe_load(text_of(ROOT / ".pre-commit-config.yaml"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    entries = {hook["id"]: hook["entry"].split() for hook in hooks["repos"][0]["hooks"]}
    assert entries.keys() == {"ruff-check", "ruff-format", "mypy", "architecture"}
    assert all(words[0].startswith(".venv/bin/") for words in entries.values())
    assert [
        word for words in entries.values() for word in words if word.endswith(".py") and not (ROOT / word).is_file()
    ] == []


def test_the_citation_names_the_version_and_the_licence_of_the_package() -> None:
    citation = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    setup = text_of(ROOT / "setup.py")
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert f'version="{citation["version"]}"' in setup and f'license="{citation["license"]}"' in setup


# Phrases of our own making, and how people in the field say it. They stand in no page, message, help text or docstring.
PRIVATE = {
    r"\bg[ai]v(?:e|es|en|ing) (?:the|a|its) jobs? up\b": "the job failed",
    r"\b(?:told|tells?|telling) of\b(?! each)": "named, reported, listed; shows",
    r"\b(?:the|its|their|keeps?|no|balanced) books\b": "counts, manifests, entries",
    r"\b(?:go|goes|going|went|gone) on\b(?! a | the )": "continue",
    r"\bledger (?:does not|must|did not) balance\b": "entries are missing",
    r"\bmanners\b": "pace, politeness",
    r"\bg[ai]v(?:e|es|en|ing) out\b": "emit, yield, hand on",
}
# Words that people learn late, or do not say any more. They stand in no page.
STIFF = {
    r"\banew\b": "again",
    r"\bin vain\b": "for nothing",
    r"\bhence\b": "so",
    r"\bthus\b": "so",
    r"\bupon\b": "on",
    r"\blest\b": "so that ... not",
}
READ_BY_PEOPLE = [*PAGES, *sorted((ROOT / "configs").glob("*.yaml")), *sorted((ROOT / ".github").rglob("*.yml"))]


def found_in(text: str, phrases: dict[str, str]) -> list[str]:
    """Give the phrases that stand in a text, each with its surroundings and with what to say in its place."""
    flat = " ".join(text.split())
    hits = ((match, plain) for phrase, plain in phrases.items() for match in re.finditer(phrase, flat, re.IGNORECASE))
    return [f"...{flat[max(0, m.start() - 30) : m.end() + 30]}... -> {plain}" for m, plain in hits]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the runner gave the job up", 1),
        ("files that no manifest tells of", 1),
        ("the store failed; going on\nwithout it", 1),
        ("the books of a pass", 1),
        ("it gives out what it holds", 1),
        ("The ledger does not balance", 1),
        ("a photo of books on a shelf; the title tells it; the job failed; a number goes on the shelf", 0),
    ],
)
def test_a_private_phrase_is_found(text: str, count: int) -> None:
    assert len(found_in(text, PRIVATE)) == count


@pytest.mark.parametrize("page", READ_BY_PEOPLE, ids=name_of)
def test_a_page_is_in_plain_words(page: Path) -> None:
    assert found_in(text_of(page), PRIVATE | STIFF) == []


CODE = sorted(
    path for folder in (*PACKAGES, "bench", "deploy", "examples", "sample") for path in (ROOT / folder).rglob("*.py")
)


def words_of(module: Path) -> str:
    """Give what a module says in words: its docstrings, messages, help texts and comments."""
    text = text_of(module)
    strings = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    said = [node.value for node in strings if isinstance(node.value, str)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join([*said, *(token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT)])


def test_all_that_a_module_says_is_looked_at(tmp_path: Path) -> None:
    module = tmp_path / "sample.py"
    module.write_text('"""It gives out\nrows."""\nHELP = (f"{1} job: to go"\n    " on")\n# its manners\n')
    assert len(found_in(words_of(module), PRIVATE)) == 3


@pytest.mark.parametrize("module", CODE, ids=name_of)
def test_a_module_speaks_in_plain_words(module: Path) -> None:
    assert found_in(words_of(module), PRIVATE) == []


def test_the_help_of_make_is_in_plain_words() -> None:
    assert found_in(text_of(ROOT / "Makefile"), PRIVATE) == []
