"""The configurations that come with newsbeam."""

import typing
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.loading import load_config
from pipelines.config.tree import Node, Problems, read_tree
from transforms.records import Feed

CONFIGS = Path(__file__).parents[1] / "configs"
# Keys of the poll's options that stand at the top of a file.
LIFTED = {"poll.first_poll": "first_poll", "poll.keep": "keep"}


def options_of(struct: type[Struct], above: str = "") -> set[str]:
    """The dotted names of all options, as a file spells them."""
    names = set()
    for field in msgspec.structs.fields(struct):
        name = LIFTED.get(above + field.name, above + field.name)
        inner = typing.get_origin(field.type) or field.type
        if isinstance(inner, type) and issubclass(inner, Struct):
            names |= options_of(inner, f"{name}.")
        else:
            names.add(name)
    return names


def keys_of(node: Node, sections: set[str]) -> set[str]:
    if node.path and node.path not in sections:
        return {node.path}
    return {key for value in node.pairs.values() for key in keys_of(value, sections)}


def test_ingest_yaml_is_the_defaults() -> None:
    config = load_config(str(CONFIGS / "ingest.yaml"), environ={})
    assert replace(config, feeds=()) == Config(output=config.output)
    assert config.feeds[1] == Feed(url=config.feeds[1].url)


def test_ingest_yaml_shows_every_key() -> None:
    root = read_tree((CONFIGS / "ingest.yaml").read_text(encoding="utf-8"), "ingest.yaml", {}, Problems())
    options = options_of(Config)
    sections = {name.rpartition(".")[0] for name in options} | {"poll"}
    assert keys_of(root, sections) == options
    assert sorted(root.pairs["feeds"].items[1].pairs) == sorted(Feed.__struct_fields__)


def test_world_yaml_has_feeds_in_many_languages() -> None:
    feeds = load_config(str(CONFIGS / "world.yaml"), environ={}).feeds
    languages = {feed.language.partition("-")[0] for feed in feeds if feed.language}
    assert len(feeds) >= 60
    assert len(languages) >= 15
    assert all(feed.language and feed.name for feed in feeds)


def test_world_yaml_says_that_it_was_not_tried_and_names_its_lists() -> None:
    text = (CONFIGS / "world.yaml").read_text(encoding="utf-8")
    assert "were not tried" in text
    feeds = [line for line in text.splitlines() if line.startswith("  - ")]
    assert [line for line in feeds if not line.endswith(("# [F]", "# [A]", "# [Y]"))] == []


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
def test_each_configuration_is_good(path: Path) -> None:
    config = load_config(str(path), environ={})
    assert config.feeds
    assert Path(config.output).relative_to(CONFIGS.parent).parts[0] in ("out", "configs"), "what is ignored by git"
