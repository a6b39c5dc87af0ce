"""Read a YAML file as a tree of texts, each with its place; nothing is guessed from how a value looks.

YAML 1.1 reads `no` as false and `1:30` as ninety; here a scalar stays what was written until the type of its option says
what it means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

# `${NAME}`, `${NAME:-default}`, or one that does not end; `$${` stands for a plain `${`.
_VARIABLE = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*+)(?:\}|(\Z))|\})")
_NULL_TAG = "tag:yaml.org,2002:null"
_SHOWN_CHARACTERS = 80
# Aliases can make few lines into very many values, or into very long ones.
_MAX_REPEATED = 100_000
_MAX_REPEATED_CHARACTERS = 10_000_000
_MAX_DEPTH = 64
_DEEP_IN_C = "exceeded maximum nesting depth"
_TOO_DEEP = f"lists and keys are nested more than {_MAX_DEPTH} deep; write them flatter"
# Of one file so many problems are named, the others are counted.
_MAX_PROBLEMS = 100
# The parser in C, for lists of thousands of feeds.
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Problem(Exception):
    """Something wrong at one place; the message says where and what."""


class Problems:
    """Collects what is wrong, so that all of it is reported at once."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []
        self._of_file: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """Count what was noted."""
        return self._of_file.total()

    def add(self, node: Node, sentence: str) -> None:
        """Note what is wrong with a value."""
        self.add_at(node.place, f"{node.label()}: {sentence}")

    def add_at(self, place: str, sentence: str) -> None:
        """Note a whole sentence, and the place by which it is sorted."""
        name = _file_and_line(place)[0]
        self._of_file[name] += 1
        if self._of_file[name] <= _MAX_PROBLEMS:
            self._found.append((place, sentence[: 20 * _SHOWN_CHARACTERS]))  # it may quote a value of any length

    def sentences(self) -> list[str]:
        """List all that was noted: file by file, in the order of their lines."""
        said = [sentence for _, sentence in sorted(self._found, key=lambda found: _file_and_line(found[0]))]
        more = ((name, count - _MAX_PROBLEMS) for name, count in self._of_file.items() if count > _MAX_PROBLEMS)
        return [*said, *(f"{name}: and {count:,} more like these" for name, count in more)]


class Node(Struct, kw_only=True):
    """One value as it was written.

    `place` is `file:line`, or `--set` for an override; `path` the dotted key. `text` has environment variables filled in,
    `written` not, so that messages show no secret. A scalar without text is null; one whose variable is missing is `broken`.
    """

    kind: Literal["scalar", "list", "mapping"]
    place: str
    path: str = ""
    text: str | None = None
    written: str | None = None
    broken: bool = False
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, Node] = field(default_factory=dict)

    def label(self) -> str:
        """Give the place of the value: `configs/x.yaml:12: fetch.attempts`, or `--set fetch.attempts`."""
        if self.place == "--set":
            return f"--set {self.path}"
        return f"{self.place}: {self.path}" if self.path else self.place

    def shown(self) -> str:
        """Give the value for a message: quoted and cut, or `a list`, `keys and values`, `nothing`."""
        if self.kind != "scalar":
            return {"list": "a list", "mapping": "keys and values"}[self.kind]
        if self.written is None or (self.text is None and self.written == ""):
            return "nothing"
        cut = self.written if len(self.written) <= _SHOWN_CHARACTERS else self.written[:_SHOWN_CHARACTERS] + "..."
        return f'"{cut}"'

    def is_null(self) -> bool:
        """Tell whether nothing was written (`key:`, `key: ~`)."""
        return self.kind == "scalar" and self.text is None

    def at(self, *keys: str) -> Node:
        """Give the value under these keys, or the innermost one that exists."""
        node = self
        for key in keys:
            if key not in node.pairs:
                return node
            node = node.pairs[key]
        return node


def read_tree(text: str, name: str, environ: Mapping[str, str], problems: Problems) -> Node:
    """Read the tree of a YAML document; `name` is the file's name for messages. Raises: Problem if it is no YAML."""
    root = _compose(text, name)
    if root is None:
        return Node(kind="mapping", place=name)
    node = _Builder(name, environ, problems).build_root(root)
    if node.is_null():
        return Node(kind="mapping", place=name)
    if node.kind != "mapping":
        raise Problem(f"{name}: expected keys and values, as in `output: out`, got {node.shown()}")
    node.place = name
    return node


def read_items(
    text: str, name: str, environ: Mapping[str, str], problems: Problems, *, beside_others: bool = False
) -> list[Node]:
    """Read the items of a YAML list, which may stand under `feeds`, and there `beside_others` that are left alone.

    Raises: Problem if it is no such list.
    """
    root = _compose(text, name, _FastLoader)
    if root is None:
        return []
    node = _Builder(name, environ, problems).build_root(root, "feeds" if isinstance(root, yaml.SequenceNode) else "")
    if node.kind == "mapping" and (list(node.pairs) == ["feeds"] or (beside_others and "feeds" in node.pairs)):
        node = node.pairs["feeds"]
    if node.is_null():
        return []
    if node.kind != "list":
        raise Problem(f"{node.place}: expected a list of feeds, each behind a dash, got {node.shown()}")
    return node.items


def apply_sets(root: Node, sets: Sequence[str], environ: Mapping[str, str], problems: Problems) -> None:
    """Write `key.sub=value` overrides into a tree; a value is YAML (`[de, no]`)."""
    for assignment in sets:
        path, equals, value = assignment.partition("=")
        path = path.strip()
        if not equals or not all(path.split(".")):
            problems.add_at("--set", f"--set {assignment}: expected key=value, as in --set web.per_site=1")
            continue
        try:
            written = _compose(value, f"--set {path}")
        except Problem as problem:
            problems.add_at("--set", str(problem))
            continue
        if written is None:
            node = Node(kind="scalar", place="--set", path=path)
        else:
            node = _Builder("--set", environ, problems).build(written, path, "--set", ())
        _put(root, path.split("."), node, problems)


class _Loader(yaml.SafeLoader):
    """PyYAML's loader in Python, which would recurse as deep as a document does."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.depth += 1
        if self.depth > _MAX_DEPTH + 1:
            raise yaml.MarkedYAMLError(problem=_DEEP_IN_C, problem_mark=self.peek_event().start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _compose(text: str, name: str, loader: Any = _Loader) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=loader)
        return root
    except yaml.MarkedYAMLError as error:
        said = [part for part in (error.context, error.problem) if part]
        line = f":{error.problem_mark.line + 1}" if error.problem_mark and not name.startswith("--") else ""
        if _DEEP_IN_C in said:
            raise Problem(f"{name}{line}: {_TOO_DEEP}") from None
        raise Problem(f"{name}{line}: this is not valid YAML: {', '.join(said)}") from None
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise Problem(f"{name}: this is not valid YAML: {first}") from None


def _put(root: Node, keys: list[str], value: Node, problems: Problems) -> None:
    node = root
    for depth, key in enumerate(keys[:-1], start=1):
        below = node.pairs.get(key)
        if below is None or below.is_null():
            below = node.pairs[key] = Node(kind="mapping", place="--set", path=".".join(keys[:depth]))
        if below.kind != "mapping":
            problems.add(
                value,
                f"{below.path} holds {below.shown()}, so nothing inside it can be set; set {below.path} as a whole",
            )
            return
        node = below
    node.pairs[keys[-1]] = value


class _Builder:
    """Turns the nodes of PyYAML into ours."""

    def __init__(self, name: str, environ: Mapping[str, str], problems: Problems) -> None:
        self._name, self._environ, self._problems = name, environ, problems
        self._seen: set[int] = set()
        self._repeated = self._repeated_characters = 0

    def build_root(self, root: yaml.Node, path: str = "") -> Node:
        """Give our node for the root of a document. Raises: Problem."""
        return self.build(root, path, f"{self._name}:{root.start_mark.line + 1}", ())

    def build(self, node: yaml.Node, path: str, place: str, above: tuple[yaml.Node, ...]) -> Node:
        """Give our node for one of PyYAML's. `above` are its ancestors: an alias may point back to one."""
        if any(node is ancestor for ancestor in above):
            raise Problem(f"{place}: {path} contains itself by an alias (*); write the value out")
        if len(above) > _MAX_DEPTH:
            raise Problem(f"{place}: {_TOO_DEEP}")
        self._count(node, place)
        above = (*above, node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path, place)
        if isinstance(node, yaml.SequenceNode):
            items = [
                self.build(item, f"{path}[{n}]", self._place(item), above) for n, item in enumerate(node.value, start=1)
            ]
            return Node(kind="list", place=place, path=path, items=items)
        return Node(kind="mapping", place=place, path=path, pairs=self._pairs(node, path, above))

    def _count(self, node: yaml.Node, place: str) -> None:
        """Note a value; one that was there before is an alias, which costs as much as if it were written out."""
        if id(node) not in self._seen:
            self._seen.add(id(node))
            return
        self._repeated += 1
        self._repeated_characters += len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        if self._repeated > _MAX_REPEATED:
            raise Problem(f"{place}: aliases (*) repeat more than {_MAX_REPEATED:,} values; write them out")
        if self._repeated_characters > _MAX_REPEATED_CHARACTERS:
            raise Problem(
                f"{place}: aliases (*) repeat more than {_MAX_REPEATED_CHARACTERS:,} characters; write them out"
            )

    def _pairs(self, node: yaml.Node, path: str, above: tuple[yaml.Node, ...]) -> dict[str, Node]:
        pairs: dict[str, Node] = {}
        for key, value in node.value:
            place = self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.add_at(place, f"{place}: a key must be a word, not a list or a mapping")
                continue
            inner = f"{path}.{key.value}" if path else key.value
            built = self.build(value, inner, place, above)
            if key.value in pairs:
                self._problems.add(built, f"given twice; the first is in {pairs[key.value].place}")
                continue
            pairs[key.value] = built
        return pairs

    def _scalar(self, node: yaml.ScalarNode, path: str, place: str) -> Node:
        if node.tag == _NULL_TAG:
            return Node(kind="scalar", place=place, path=path)
        scalar = Node(kind="scalar", place=place, path=path, text=node.value, written=node.value)
        return self._filled(scalar)

    def _filled(self, scalar: Node) -> Node:
        written, missing = scalar.written or "", []

        def value_of(match: re.Match[str]) -> str:
            name, default = match[1], match[2]
            if name is None or match[3] is not None:
                return match[0].replace("$${", "${")
            value = self._environ.get(name, "")
            if name not in self._environ and default is None:
                missing.append(name)
            return value or default or ""

        text = _VARIABLE.sub(value_of, written)
        for name in missing:
            sentence = f"the environment variable {name} is not set; set it, or write ${{{name}:-default}}"
            self._problems.add(scalar, sentence)
        return replace(scalar, text=text if text or not written else None, broken=bool(missing))

    def _place(self, node: yaml.Node) -> str:
        return self._name if self._name == "--set" else f"{self._name}:{node.start_mark.line + 1}"


def _file_and_line(place: str) -> tuple[str, int]:
    name, _, line = place.rpartition(":")
    return (name, int(line)) if line.isdigit() else (place, 0)
