"""The shard's document of sites: what was there before is read, what other rules found is forgotten."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from transforms.state.documents import SitesDocument, load_sites, save_sites
from transforms.state.storage import open_store

WEB_MEMORY = {"version": 1, "sites": {"paper.example": {"pace": {}}}}
REPEATS = {"repeats_version": 1, "repeats": {"paper.example": {"articles": []}}}

DOCUMENTS = {
    "none": (None, {"version": 0, "sites": {}}, set()),
    "what the web client remembers": (WEB_MEMORY, WEB_MEMORY, set()),
    "all": (WEB_MEMORY | REPEATS, WEB_MEMORY, {"paper.example"}),
    "no JSON": (b"{", {"version": 0, "sites": {}}, set()),
    "another document": ({"sites": []}, {"version": 0, "sites": {}}, set()),
    "repeats by other rules": (WEB_MEMORY | REPEATS | {"repeats_version": 99}, WEB_MEMORY, set()),
}


@pytest.mark.parametrize(("document", "web_memory", "repeating"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_known_of_sites_is_read(
    document: dict[str, Any] | bytes | None, web_memory: dict[str, Any], repeating: set[str]
) -> None:
    state = open_store("memory://documents/read")
    if document is None:
        state.delete("sites/0.json")
    else:
        state.put("sites/0.json", document if isinstance(document, bytes) else json.dumps(document).encode())
    sites = load_sites(state, 0)
    assert sites.web_memory == web_memory
    assert set(sites.repeats) == repeating


def test_what_is_saved_is_read_again() -> None:
    state = open_store("memory://documents/saved")
    saved = SitesDocument(
        version=1, sites={"a.example": {}}, repeats_version=1, repeats={"a.example": msgspec.Raw(b"{}")}
    )
    save_sites(state, 3, saved)
    found = load_sites(state, 3)
    assert (found.web_memory, bytes(found.repeats["a.example"])) == (saved.web_memory, b"{}")
    assert json.loads(state.read("sites/3.json") or b"")["repeats"] == {"a.example": {}}
