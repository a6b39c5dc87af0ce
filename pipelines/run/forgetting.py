"""The command `newsbeam forget`: take down an article, or all of a site, so that it is never written again."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.version import VERSION
from pipelines.wording import plural
from transforms.clock import utc_now
from transforms.errors import StateError
from transforms.pure.net.urls import clean, site_of, url_id
from transforms.state.forgetting import Forgot, Takedown, Target
from transforms.state.rewriting import Rewriter
from transforms.state.roots import claim, require
from transforms.state.settled import ID_CHARACTERS
from transforms.state.story_states import story_stores
from transforms.story_takedowns import take_down_stories

_ID = re.compile(rf"[a-z2-7]{{{ID_CHARACTERS}}}")
_FOLLOWERS = "The manifests name it under `forgotten`: whoever keeps a copy of the dataset deletes it there, too."


def forget(config: Config, what: str | None, *, site: str | None, reason: str | None, dry_run: bool) -> tuple[int, str]:
    """Take down an article by its id or address, or a site; give the exit code (1: nothing found) and what is to be printed.

    Raises: StateError where neither or both are given, or where the state is not there or in use.
    """
    target, url = _target(what, site)
    require(config.roots)
    if not dry_run:
        claim(config.roots, utc_now())
    state, output = config.roots.open()
    rewriter = Rewriter(state, output, config.shards, job="forget", version=VERSION, clock=utc_now)
    takedown = Takedown(rewriter, target, url=url, reason=reason)
    found = takedown.find() if dry_run else takedown.run()
    stories = 0 if dry_run else _out_of_stories(config, replace(target, ids=target.ids | found.ids))
    subject = what or f"the site {site}"
    if found == Forgot() and not stories:
        return 1, f"Nothing to take down: no row, and no entry that is owed, is of {subject}.{_by_address(what, url)}"
    lines = [f"{'Would take down' if dry_run else 'Taken down'}: {_describe(found)}."]
    lines += [] if dry_run else [_FOLLOWERS]
    if stories:
        lines.append(f"Written again without it: {plural(stories, 'row', 'rows')} of stories.")
    return 0, "\n".join(lines + _still_polled(config, target))


def _out_of_stories(config: Config, target: Target) -> int:
    state, output = story_stores(config.roots)
    return take_down_stories(state, output, target, VERSION, utc_now)


def _target(what: str | None, site: str | None) -> tuple[Target, str | None]:
    if (what is None) == (site is None):
        raise StateError("forget: name one thing to take down, an article's id or address, or `--site` and a site")
    if site is not None:
        try:
            return Target(site=site_of(site)), None
        except ValueError as error:
            raise StateError(f"--site {site}: this is no site ({error}); give a name like valley.example") from error
    assert what is not None
    if _ID.fullmatch(what):
        return Target(ids=frozenset((what,))), None
    try:
        return Target(ids=frozenset((url_id(what),))), clean(what)
    except ValueError as error:
        raise StateError(
            f"{what}: this is neither an article's id ({ID_CHARACTERS} letters and digits) nor an address ({error}); copy `id`"
            " or `url` from the article's row"
        ) from error


def _describe(found: Forgot) -> str:
    kept = f" {plural(found.pages, 'page as it came', 'pages as they came')}," if found.pages else ""
    later = (
        f" {plural(found.later, 'later version or retraction', 'later versions and retractions')},"
        if found.later
        else ""
    )
    return (
        f"{plural(found.articles, 'article', 'articles')},{later}{kept} {plural(found.failures, 'failure', 'failures')} and"
        f" {plural(found.owed, 'entry that was owed', 'entries that were owed')}; {plural(found.files, 'file', 'files')}"
        f" replaced, {plural(len(found.ids), 'id is', 'ids are')} never written again"
    )


def _by_address(what: str | None, url: str | None) -> str:
    if what is None or url is not None:
        return ""
    return " Give its address instead of its id, and it will not be written in future either."


def _still_polled(config: Config, target: Target) -> list[str]:
    """Say which feeds of a site will bring new articles."""
    feeds = [feed.url for feed in config.feeds if target.site is not None and site_of(feed.url) == target.site]
    if not feeds:
        return []
    return [
        f"{plural(len(feeds), 'feed', 'feeds')} of this site will bring new articles; remove them from the configuration, or set"
        f" `enabled: false`: {', '.join(feeds)}"
    ]
