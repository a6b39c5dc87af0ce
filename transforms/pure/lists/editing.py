"""A YAML list of feeds, edited as a text: what is not changed stays as it was written, with its comments and its order.

A library that keeps comments sets the rest of the file anew, and takes seconds for a few thousand feeds. Here the parser only
says where the items stand. Each change is one of lines, and is read back: what it must not touch is compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import yaml
from msgspec import Struct

from transforms.pure.lists.listed import MAX_STRUCTURED_BYTES, ListError
from transforms.pure.lists.writing import to_yaml
from transforms.records import Feed

_ENABLED_ALONE = re.compile(r"\s*enabled\s*:\s*\S+\s*")
_OFF = frozenset(("false", "no", "off"))
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ListedItem(Struct, frozen=True, kw_only=True):
    """One feed of a list: the line on which it begins, from 1, its URL as it is written, and whether it is enabled."""

    line: int
    url: str
    enabled: bool


class _Parsed(Struct, frozen=True):
    """The items of a list; `holder` is the value that holds them, None where the text holds nothing but comments."""

    items: list[yaml.Node]
    holder: yaml.Node | None
    data: list[Any]


def list_items(text: str) -> list[ListedItem]:
    """List the feeds of a YAML list, in order. Raises: ListError where it cannot be edited.

    >>> [item.line for item in list_items("# mine\\n- https://a.example/rss\\n- url: https://b.example/rss\\n")]
    [2, 3]
    """
    return [
        ListedItem(line=node.start_mark.line + 1, url=_url_of(node), enabled=_is_enabled(node))
        for node in _parse(text).items
    ]


def append_feeds(text: str, feeds: Sequence[Feed]) -> str:
    """Give the list with feeds added behind its last one. Raises: ListError."""
    if not feeds:
        return text
    parsed = _parse(text)
    lines = _lines(text)
    if parsed.items:
        last = parsed.items[-1]
        at, margin = _last_line(last) + 1, _margin(lines[_first_line(last, lines)])
    else:
        at, margin = _open_empty(parsed.holder, lines)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    added = to_yaml(feeds)
    placed = [margin + line for line in added.splitlines(keepends=True)]
    changed = [*lines[:at], *placed, *lines[at:]]
    _check_size(changed)
    return _checked(changed, [*parsed.data, *_parse(added).data])


def remove_items(text: str, positions: Collection[int]) -> str:
    """Give the list without the items at these positions, from 0. Comments above an item stay. Raises: ListError.

    >>> remove_items("# papers\\n- https://a.example/rss # daily\\n- https://b.example/rss\\n", {0})
    '# papers\\n- https://b.example/rss\\n'
    """
    parsed = _parse(text)
    lines = _lines(text)
    for position in sorted(positions, reverse=True):
        node = parsed.items[position]
        del lines[_first_line(node, lines) : _last_line(node) + 1]
    return _checked(lines, [item for position, item in enumerate(parsed.data) if position not in positions])


def set_enabled(text: str, position: int, *, enabled: bool) -> str:
    """Give the list with the item at a position, from 0, enabled or disabled. Raises: ListError.

    >>> set_enabled("- https://a.example/rss # daily\\n", 0, enabled=False)
    '- url: https://a.example/rss # daily\\n  enabled: false\\n'
    """
    parsed = _parse(text)
    node = parsed.items[position]
    if _is_enabled(node) == enabled:
        return text
    lines = _lines(text)
    wanted = dict(parsed.data[position]) if isinstance(node, yaml.MappingNode) else {"url": parsed.data[position]}
    wanted["enabled"] = str(enabled).lower()
    written = _value_of(node, "enabled")
    if written is not None:
        line = written.start_mark.line
        if enabled and _ENABLED_ALONE.fullmatch(lines[line]):
            del lines[line], wanted["enabled"]
        else:
            _replace(lines, written, wanted["enabled"])
    elif isinstance(node, yaml.MappingNode) and node.flow_style:
        _extend_flow(lines, node)
    else:
        _extend_block(lines, node)
    return _checked(lines, [*parsed.data[:position], wanted, *parsed.data[position + 1 :]])


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _parse(text: str) -> _Parsed:
    if len(text) > MAX_STRUCTURED_BYTES:
        raise ListError(f"it is larger than {MAX_STRUCTURED_BYTES // 1_000_000} MB; split it")
    try:
        root = yaml.compose(text, Loader=_Loader)
        data: Any = [] if root is None else _plain(root, set())
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ListError(f"{where}this is not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ListError(f"this is not valid YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise ListError("this is nested too deeply for a list of feeds") from None
    if isinstance(root, yaml.MappingNode) and list(data) == ["feeds"]:
        root, data = root.value[0][1], data["feeds"]
    if root is None or _is_null(root):
        return _Parsed([], root, [])
    if not isinstance(root, yaml.SequenceNode):
        raise ListError(f"line {root.start_mark.line + 1}: expected a list of feeds, each behind a dash")
    if root.flow_style and root.value:
        raise ListError(f"line {root.start_mark.line + 1}: the list stands in brackets; write each feed behind a dash")
    return _Parsed(root.value, root, data)


def _plain(node: yaml.Node, seen: set[int]) -> Any:
    """Give the data of a node, with all scalars as they are written."""
    if id(node) in seen:
        raise ListError(f"line {node.start_mark.line + 1}: the list uses an alias (*); write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, seen) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key, seen)): _plain(value, seen) for key, value in node.value}
    return node.value


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _value_of(node: yaml.Node, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _url_of(node: yaml.Node) -> str:
    value = node if isinstance(node, yaml.ScalarNode) else _value_of(node, "url")
    return str(value.value).strip().replace("$${", "${") if isinstance(value, yaml.ScalarNode) else ""


def _is_enabled(node: yaml.Node) -> bool:
    value = _value_of(node, "enabled")
    return not (isinstance(value, yaml.ScalarNode) and value.value.lower() in _OFF)


def _first_line(node: yaml.Node, lines: Sequence[str]) -> int:
    """Give the line of an item's dash, from 0."""
    line: int = node.start_mark.line
    while line and not lines[line].lstrip().startswith("-"):
        line -= 1
    return line


def _last_line(node: yaml.Node) -> int:
    """Give the last line of what an item says, from 0; the parser ends it only where the next one begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    mark = node.end_mark
    is_behind = mark.column == 0 and (mark.line > node.start_mark.line or mark.index == node.start_mark.index)
    return max(0, int(mark.line - 1 if is_behind else mark.line))


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _open_empty(holder: yaml.Node | None, lines: list[str]) -> tuple[int, str]:
    """Make a list that holds nothing one that items can be added to; give where, and behind which margin."""
    if holder is None:
        return len(lines), ""
    at = holder.start_mark.line
    if holder.start_mark.index != holder.end_mark.index:
        _replace(lines, holder, "")
    if at < len(lines) and lines[at].lstrip().startswith("feeds"):
        return at + 1, _margin(lines[at]) + "  "
    return len(lines), ""


def _replace(lines: list[str], node: yaml.Node, text: str) -> None:
    start, end = node.start_mark, node.end_mark
    if start.line != end.line:
        raise _unsure()
    line = lines[start.line]
    lines[start.line] = line[: start.column] + text + line[end.column :]


def _extend_flow(lines: list[str], node: yaml.Node) -> None:
    """Add to `{...}`."""
    mark = node.end_mark
    line = lines[mark.line]
    inside = line[: mark.column - 1].rstrip()
    comma = "" if inside.endswith((",", "{")) else ","
    lines[mark.line] = f"{inside}{comma} enabled: false{line[mark.column - 1 :]}"


def _extend_block(lines: list[str], node: yaml.Node) -> None:
    """Add a line to an item; one that is a URL alone becomes keys and values."""
    last = _last_line(node)
    if isinstance(node, yaml.MappingNode):
        column = node.value[0][0].start_mark.column
    else:
        column = node.start_mark.column
        first = lines[node.start_mark.line]
        lines[node.start_mark.line] = f"{first[:column]}url: {first[column:]}"
    end = "" if lines[last].endswith("\n") else "\n"
    lines[last] += f"{end}{' ' * column}enabled: false\n"


def _check_size(lines: Sequence[str]) -> None:
    if sum(map(len, lines)) > MAX_STRUCTURED_BYTES:
        most = MAX_STRUCTURED_BYTES // 1_000_000
        raise ListError(f"it would be larger than {most} MB; name the other list in `feeds_from`, beside this one")


def _checked(lines: Sequence[str], wanted: list[Any]) -> str:
    """Give the lines as a text. Raises: ListError where they do not say what they have to."""
    changed = "".join(lines)
    try:
        found = _parse(changed).data
    except ListError:
        found = None
    if found != wanted:
        raise _unsure()
    return changed


def _unsure() -> ListError:
    return ListError("it is written in a way that cannot be edited safely here; change it by hand")
