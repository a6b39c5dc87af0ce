"""The section `enrich`: a list of steps, or keys and values; a step of the user's own may have options in its place."""

from __future__ import annotations

import posixpath
from collections import Counter

from pipelines.config.tree import Node, Problems
from transforms.pure.enrichment.enriching import EnrichOptions, check_steps
from transforms.pure.enrichment.own_step import check_own_step
from transforms.pure.enrichment.steps import STEPS


def spread_enrich(node: Node, problems: Problems) -> Node:
    """Give the section with its steps under `steps`, and each step of the user's own as the keys and values that it means."""
    if node.kind == "list":
        node = Node(kind="mapping", place=node.place, path=node.path, pairs={"steps": node})
    steps = node.pairs.get("steps")
    if steps is None or steps.kind != "list":
        return node
    items = [_spread_item(item, problems) for item in steps.items]
    kept = [item if item.kind == "scalar" else _completed(item) for item in items if item is not None]
    spread = Node(kind="list", place=steps.place, path=steps.path, items=kept)
    return Node(kind="mapping", place=node.place, path=node.path, pairs=node.pairs | {"steps": spread})


def _spread_item(item: Node, problems: Problems) -> Node | None:
    if item.kind == "scalar" and ":" in (item.text or ""):
        return Node(kind="mapping", place=item.place, path=item.path, pairs={"step": item})
    if item.kind != "mapping" or "step" in item.pairs:
        return item
    named = [key for key in item.pairs if ":" in key]
    if len(named) == 1:
        (key,) = named
        pairs = {name: value for name, value in item.pairs.items() if name != key}
        step = Node(kind="scalar", place=item.pairs[key].place, path=item.path, text=key, written=key)
        pairs |= {"step": step, "options": item.pairs[key]}
        return Node(kind="mapping", place=item.place, path=item.path, pairs=pairs)
    built_in = next((key for key in item.pairs if key in STEPS), None)
    if built_in is not None:
        cure = f"give it under enrich.{STEPS[built_in].options}" if STEPS[built_in].options else "leave it out"
        problems.add(item, f"the step {built_in} takes no options in its place in the list; {cure}")
    else:
        problems.add(
            item,
            "expected the name of a step, or one of your own with its options, as in"
            " `mypackage.steps:add_sentiment: {model: small}`",
        )
    return None


def _completed(item: Node) -> Node:
    """Give an own step with its folder, and with its place where no options have one."""
    nothing = Node(kind="scalar", place=item.place, path=item.path)
    pairs = {"options": nothing, **_folder(item), **item.pairs}
    return Node(kind=item.kind, place=item.place, path=item.path, items=item.items, pairs=pairs)


def _folder(item: Node) -> dict[str, Node]:
    """Give the folder of the file in which an item stands, if it is one of this machine."""
    path, _, line = item.place.rpartition(":")
    if not line.isdigit() or "://" in path:
        return {}
    return {"folder": Node(kind="scalar", place=item.place, path=item.path, text=posixpath.dirname(path) or ".")}


def check_enrich(options: EnrichOptions, node: Node, problems: Problems) -> None:
    """Note what is wrong with the steps; those of the user's own are not imported for it."""
    written = node.at("steps")
    items = written.items or [written] * len(options.steps)
    fields = Counter(step.field for step in options.own)
    for step, item in zip(options.steps, items, strict=False):
        try:
            if isinstance(step, str):
                check_steps([step])
                continue
            check_own_step(step)
        except ValueError as error:
            key, _, sentence = str(error).partition(": ")
            known = key in item.pairs
            problems.add(item.pairs[key] if known else item, sentence if known else str(error))
            continue
        if fields[step.field] > 1:
            fields[step.field] = 0  # Said once.
            problems.add(item, f"two steps fill extra.{step.field}; give one of them another name, as in `name: other`")
        elif step.field in STEPS:
            problems.add(
                item,
                f"{step.field} is the name of a step of newsbeam; give yours another, as in `name: my_{step.field}`",
            )
