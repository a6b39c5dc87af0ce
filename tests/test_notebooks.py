"""The notebooks of the tutorials: executed, with the outputs that are stored in them; and how the site shows them."""

from __future__ import annotations

import base64
from importlib.util import find_spec
from pathlib import Path

import pytest
from notebook_pages import page_of

PNG = base64.b64encode(b"a picture").decode()
NAMES = sorted(path.name for path in (Path(__file__).parents[1] / "docs" / "tutorials").glob("*.ipynb"))

needs_kernel = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("nbclient", "ipykernel", "matplotlib", "pandas")),
    reason="nbclient, ipykernel, matplotlib or pandas is not installed",
)


@needs_kernel
def test_each_notebook_gives_what_is_stored_in_it(tmp_path: Path) -> None:
    import nbformat
    from notebooks import NOTEBOOKS, executed, make_rows, outputs_of
    from tutorials import steady

    checkout = make_rows(tmp_path)
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        stored, found = outputs_of(nbformat.read(path, as_version=4)), outputs_of(executed(path, checkout))
        assert [(kind, steady(text)) for kind, text in found] == [(kind, steady(text)) for kind, text in stored]
        assert [kind for kind, _ in found].count("image/png") == 3


@needs_kernel
@pytest.mark.parametrize("name", NAMES)
def test_a_stored_notebook_is_valid_and_names_no_place(name: str) -> None:
    import nbformat

    path = Path(__file__).parents[1] / "docs" / "tutorials" / name
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert "/tmp/" not in path.read_text(encoding="utf-8")
    assert not any(output.output_type == "error" for cell in notebook.cells for output in cell.get("outputs", ()))


def test_the_page_of_a_notebook() -> None:
    def outputs(*data: dict[str, str]) -> list[dict[str, object]]:
        return [{"output_type": "display_data", "data": one} for one in data]

    cells = [
        {"cell_type": "markdown", "source": ["# Plots\n", "Text."]},
        {"cell_type": "code", "source": ["1 + 1"], "outputs": outputs({"text/plain": "2"})},
        {"cell_type": "code", "source": ["print(3)"], "outputs": [{"output_type": "stream", "text": ["3\n"]}]},
        {"cell_type": "code", "source": ["draw()"], "outputs": outputs({"image/png": PNG, "text/plain": "<Figure>"})},
        {
            "cell_type": "code",
            "source": ["t"],
            "outputs": outputs({"text/html": '<style>x</style><table border="1"><tr style="y"></tr></table>'}),
        },
        {"cell_type": "raw", "source": ["not shown"]},
    ]
    text, pictures = page_of({"cells": cells}, "plots")
    assert text == (
        "# Plots\nText.\n\n```python\n1 + 1\n```\n\n```text\n2\n```\n\n```python\nprint(3)\n```\n\n```text\n3\n```\n\n"
        "```python\ndraw()\n```\n\n![What the code above draws](plots-1.png)\n\n"
        '```python\nt\n```\n\n<div class="output" markdown="0"><table><tr></tr></table></div>\n'
    )
    assert pictures == {"plots-1.png": b"a picture"}
