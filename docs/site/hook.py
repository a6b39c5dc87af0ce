"""What mkdocs calls when it builds the site (mkdocs.yml names this file)."""

from __future__ import annotations

import json
from pathlib import Path

import nested_lists
import notebook_pages
import reference_pages
import repository_links
import source_pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parent.parent.parent


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the rooms of pure functions into the navigation, where mkdocs.yml has their heading."""
    (reference,) = (part["Reference"] for part in config.nav or [] if "Reference" in part)
    (rooms,) = (part for part in reference if "Pure functions" in part)
    rooms["Pure functions"] = reference_pages.navigation(ROOT)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Give all pages: those of docs/, those that stand elsewhere in the repository, and those that are made."""
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in _pages(files)}
    sources: list[str] = []

    def want(path: str) -> None:
        if repository_links.place_of(path).startswith(f"{repository_links.SOURCES}/") and path not in sources:
            sources.append(path)

    for path, text in texts.items():
        place = repository_links.place_of(path)
        if path.endswith(".ipynb"):
            text, pictures = notebook_pages.page_of(json.loads(text), Path(path).stem)
            for name, picture in pictures.items():
                files.append(File.generated(config, f"{place.rpartition('/')[0]}/{name}", content=picture))
        if (there := files.get_file_from_path(place)) is not None:
            files.remove(there)
        text = nested_lists.by_four(repository_links.relinked(text, path, ROOT, want))
        files.append(File.generated(config, place, content=text))
    for place, text in reference_pages.pages(ROOT).items():
        files.append(File.generated(config, place, content=text))
    for path in sources:  # which grows: a folder's page links to what stands in it
        text = source_pages.page_of(path, ROOT)
        if (ROOT / path).is_dir():
            text = repository_links.relinked(text, path, ROOT, want)
        place = repository_links.place_of(path)
        files.append(File.generated(config, place, content=text, inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def _pages(files: Files) -> list[str]:
    """Give the paths in the repository of all pages that people wrote; the index of docs/ makes way for the README."""
    inside = [f"docs/{file.src_uri}" for file in files.documentation_pages() if file.src_uri != "README.md"]
    if (index := files.get_file_from_path("README.md")) is not None:
        files.remove(index)
    notebooks = [f"docs/{file.src_uri}" for file in files.media_files() if file.src_uri.endswith(".ipynb")]
    return [*inside, *notebooks, *repository_links.PAGES]
