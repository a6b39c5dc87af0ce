"""The page of the proofs: where the figures of each stand, and that what does not hold is said."""

import pytest

from bench.torture.proof import Proof, table
from bench.torture_report import PAGE, PROOFS, filled, main

BLANK = "# Title\n\n<!-- kills -->\nold\n<!-- end -->\n\nMore.\n\n<!-- storm -->\nold\n<!-- end -->\n"


def test_a_proof_fills_its_own_place() -> None:
    page = filled(BLANK, "storm", Proof("new"))
    assert page == "# Title\n\n<!-- kills -->\nold\n<!-- end -->\n\nMore.\n\n<!-- storm -->\nnew\n<!-- end -->\n"


def test_what_does_not_hold_stands_below_the_figures() -> None:
    page = filled(BLANK, "kills", Proof("new", ("two rows are lost", "one is there twice")))
    assert (
        "new\n\n- **DOES NOT HOLD**: two rows are lost\n- **DOES NOT HOLD**: one is there twice\n<!-- end -->" in page
    )


def test_a_proof_without_a_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="the page has no <!-- soak -->"):
        filled(BLANK, "soak", Proof("new"))


@pytest.mark.parametrize("name", PROOFS)
def test_each_proof_has_a_place(name: str) -> None:
    assert "new" in filled(PAGE.read_text(encoding="utf-8"), name, Proof("new"))


def test_an_unknown_proof_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "earthquake"])
    assert "earthquake" in capsys.readouterr().err


def test_a_table_aligns_names_left_and_numbers_right() -> None:
    assert table(["store", "kills"], [["local", 1204]], "lr").splitlines() == [
        "| store | kills |",
        "|---|---:|",
        "| local | 1,204 |",
    ]
