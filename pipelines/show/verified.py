"""Show what reading a whole dataset back has found."""

from __future__ import annotations

from pipelines.wording import plural
from transforms.state.story_verification import VerifiedStories
from transforms.state.verification import Verified

NOTHING = "There was nothing that a repair could mend."


def describe(verified: Verified, repaired: list[str] | None = None, stories: VerifiedStories | None = None) -> str:
    """Give the lines that `newsbeam verify` prints: what was read, then each thing that is wrong and what mends it.

    Before them stands what was `repaired`; None where nothing was to be. `stories` is None where there are none.
    """
    done = (
        [] if repaired is None else [f"Repaired {plural(len(repaired), 'thing', 'things')}:"] if repaired else [NOTHING]
    )
    done += [f"    {one}" for one in repaired or ()]
    return "\n".join([*done, _found(verified, stories)])


def _found(verified: Verified, stories: VerifiedStories | None) -> str:
    read = (
        f"Read {plural(verified.manifests, 'manifest', 'manifests')} and {plural(verified.files, 'file', 'files')} with"
        f" {plural(verified.rows, 'row', 'rows')}; {plural(verified.voids, 'void file', 'void files')},"
        f" {plural(verified.pending, 'file', 'files')} that the next manifest will list."
    )
    findings = verified.findings
    if stories is not None:
        read += (
            f"\nOf the stories {plural(stories.manifests, 'manifest', 'manifests')} and"
            f" {plural(stories.files, 'file', 'files')} with {plural(stories.rows, 'row', 'rows')};"
            f" what is remembered of {plural(stories.languages, 'language', 'languages')}."
        )
        findings += stories.findings
    if not findings:
        return f"{read}\nAll is as the manifests and the state say."
    wrong = f"{plural(len(findings), 'thing is', 'things are')} wrong:"
    return "\n".join([read, wrong, *(f"    {finding}" for finding in findings)])
