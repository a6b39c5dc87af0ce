"""Read the manifests of an output for somebody who looks whether they are whole, and in their order."""

from __future__ import annotations

from transforms.errors import StateError
from transforms.state.decoding import read_document
from transforms.state.findings import NEWER, NEXT, REPORT, RESTORE_MANIFEST, Finding
from transforms.state.manifests import REPAIR, KeptFile, Manifest, current_files, list_published, read_newest
from transforms.state.numbering import last_of
from transforms.state.storage import Store


def read_manifests(state: Store, output: Store) -> tuple[list[Manifest], list[Finding]]:
    """Give the manifests of an output in their order, and what is wrong with the chain."""
    findings: list[Finding] = []
    manifests: list[Manifest] = []
    newest = read_newest(state)  # before the output is listed: one that comes meanwhile is not missed there
    published = list_published(output)
    end = last_of(state.names("manifests"))  # after it: each is here before it is there
    for path in published.values():
        try:
            manifest = read_document(output, path, Manifest, RESTORE_MANIFEST)
        except StateError as error:
            findings.append(Finding(path, f"it cannot be read: {error}", RESTORE_MANIFEST, "manifest"))
            continue
        if manifest is None:
            continue
        if manifest.sequence > end:
            findings.append(Finding(path, f"the state's manifests end at {end}: the state is an older copy", NEWER))
            continue
        before = manifests[-1].path if manifests else None
        if manifest.follows != before:
            problem = f"it follows {manifest.follows}, and the one before it here is {before or 'none'}"
            findings.append(Finding(path, problem, RESTORE_MANIFEST, "manifest"))
        manifests.append(manifest)
    if newest is not None and (not manifests or manifests[-1].sequence < newest.sequence):
        problem = "the state has this manifest, and the output has not"
        findings.append(Finding(newest.path, problem, NEXT, "manifest"))
        manifests.append(newest)
    return manifests, findings


def listed_files(manifests: list[Manifest]) -> tuple[dict[str, KeptFile], list[Finding]]:
    """Give the files that hold rows by the manifests, and those that stand in two."""
    listed: set[str] = set()
    findings = []
    for manifest in manifests:
        for file in (*manifest.files, *manifest.rewritten):
            if file.path in listed and not manifest.pass_id.startswith(REPAIR):
                problem = f"{manifest.path} lists it once more"
                findings.append(Finding(file.path, problem, REPORT))
            listed.add(file.path)
    return current_files(manifests), findings
