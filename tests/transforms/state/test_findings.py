"""A finding as a sentence."""

from transforms.state import findings
from transforms.state.findings import Finding


def test_a_finding_names_the_file_what_is_wrong_and_what_mends_it() -> None:
    finding = Finding("articles/a.jsonl.gz", "it is gone", findings.RESTORE, "file")
    assert str(finding) == (
        "articles/a.jsonl.gz: it is gone; bring it back from a copy; or `newsbeam verify --repair` takes it as it is, and what is"
        " gone stays settled"
    )


def test_what_is_to_be_moved_out_is_said_alike_wherever_it_is_said() -> None:
    """The commands of docs/stewardship.md look for it."""
    assert findings.NOT_OURS == "move it out of the output"
    assert all(cure.endswith(findings.NOT_OURS) for cure in (findings.NEWER, findings.DELETE))
