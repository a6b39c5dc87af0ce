"""What `newsbeam rights --json` gives."""

import msgspec
from rights_dataset import FILES, VALLEY

from pipelines.rights.as_json import list_sites


def test_a_site_has_all_that_it_said() -> None:
    (site,) = msgspec.json.decode(
        msgspec.json.encode(list_sites({"valley.example": VALLEY}, {"valley.example": FILES}))
    )
    assert (site["site"], site["articles"], site["first_seen"], site["last_seen"]) == (
        "valley.example",
        4,
        "2026-11-22",
        "2026-11-24",
    )
    assert site["uses"]["tdm"] == {"allowed": 1, "reserved": 3, "unsaid": 0}
    assert [(one["standard"], one["place"], one["spans"]) for one in site["said"]][1] == (
        "tdmrep",
        "tdmrep_file",
        [
            {"first": "2026-11-22", "last": "2026-11-22", "articles": 2},
            {"first": "2026-11-24", "last": "2026-11-24", "articles": 1},
        ],
    )
    assert site["files"][0]["read_at"] == "2026-11-24T12:00:00Z"
    assert site["files"][1] == {
        "address": "https://valley.example/l.xml",
        "read_at": None,
        "statements": 0,
        "problem": "no answer",
    }
