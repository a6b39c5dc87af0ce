"""Show what reading a whole dataset back has found."""

from __future__ import annotations

from pipelines.wording import plural
from transforms.state.verification import Verified


def describe(verified: Verified) -> str:
    """Give the lines that `newsbeam verify` prints: what was read, then each thing that is wrong and what mends it."""
    read = (
        f"Read {plural(verified.manifests, 'manifest', 'manifests')} and {plural(verified.files, 'file', 'files')} with"
        f" {plural(verified.rows, 'row', 'rows')}; {plural(verified.voids, 'void file', 'void files')},"
        f" {plural(verified.pending, 'file', 'files')} that the next manifest will list."
    )
    if not verified.findings:
        return f"{read}\nAll is as the manifests and the state say."
    wrong = f"{plural(len(verified.findings), 'thing is', 'things are')} wrong:"
    return "\n".join([read, wrong, *(f"    {finding}" for finding in verified.findings)])
