"""The command `newsbeam rights`: read the dataset, and say what sites allow and reserve."""

from __future__ import annotations

from datetime import date

import msgspec

from pipelines.config.config import Config
from pipelines.rights.as_json import list_sites
from pipelines.rights.known_files import read_known_files
from pipelines.rights.reading import read_rights
from pipelines.rights.telling import describe_site, describe_sites
from pipelines.run.errors import Refused
from transforms.pure.net.urls import site_of
from transforms.state.roots import require


def answer(config: Config, asked: str | None, since: date | None, *, as_json: bool, columns: int) -> str:
    """Give what is printed: of all sites, or of the one of a domain or an address.

    Raises: Refused where nothing is known of that site; StateError, OutputError, StorageError.
    """
    roots = config.roots
    require(roots)
    try:
        site = None if asked is None else site_of(asked if "://" in asked else f"https://{asked}/")
    except ValueError as error:
        raise Refused(f"SITE {asked}: {error}; name one like paper.example") from error
    state, output = roots.open()
    sites = read_rights(output, since, site)
    if site is not None and site not in sites:
        missing = f"no article of {site} is there{_spell_since(since)}"
        raise Refused(f"SITE {asked}: {missing}; without SITE all sites are listed")
    wants_files = as_json or site is not None
    files = {name: read_known_files(state, roots.shards, name) for name in sites} if wants_files else {}
    if as_json:
        return msgspec.json.format(msgspec.json.encode(list_sites(sites, files)), indent=2).decode()
    return describe_sites(sites, columns) if site is None else describe_site(sites[site], files[site], columns)


def _spell_since(since: date | None) -> str:
    return "" if since is None else f" from {since} on"
