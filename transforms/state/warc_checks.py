"""Whether the files of pages as they came are as their manifests list them, and whether there are others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transforms.state.files import list_paths
from transforms.state.findings import RESTORE, Finding
from transforms.state.manifests import KeptFile, Manifest, difference
from transforms.state.part_names import is_warc
from transforms.state.storage import Store, side_by_side


def list_warcs(output: Store, manifests: Iterable[Manifest]) -> list[str]:
    """List the files of pages as they came, void ones among them, below the folders of which manifests list some."""
    roots = {file.path.partition("/")[0] for manifest in manifests for file in manifest.archived}
    return [path for root in sorted(roots) for path in list_paths(output, root) if is_warc(path)]


def check_warcs(output: Store, listed: Mapping[str, KeptFile]) -> list[Finding]:
    """Give those of the listed files that are not what their manifests say."""
    data = side_by_side(output, output.read, listed)
    found = zip(listed.values(), map(difference, listed.values(), data), strict=True)
    return [Finding(file.path, problem, RESTORE, "file") for file, problem in found if problem is not None]
