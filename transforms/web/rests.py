"""Which hosts are left alone, until when and why: found down, or asked to wait (429, or 503 with a Retry-After).

Everything here runs on the event loop of one `Web`. `transforms.state.rests` writes it down meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from transforms import reasons
from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.moments import Moment
from transforms.pure.net import pacing
from transforms.pure.net.urls import host_of, site_of

SITES_MAX = 10_000
HOSTS_MAX = 200  # of one site: some give each reader a subdomain
# A rest that ends so soon is waited for in the site's queue: an entry that is put off waits for a later turn.
BRIEF_SECONDS = 10.0
# Longer, since the loop's clock and the one that says when the rest ends may differ by a little.
CLOCKS_SECONDS = 0.02
# A 429 after a quiet day begins a new row.
STRIKES_KEPT = timedelta(seconds=pacing.WAIT_CAP_SECONDS)


class HostRest(Struct, kw_only=True, omit_defaults=True):
    """Why a host is left alone. `wait_status` is the status that asked to wait; `strikes` counts 429s in a row."""

    down_until: Moment | None = None
    down_because: str | None = None
    wait_until: Moment | None = None
    wait_status: int = 429
    strikes: int = 0

    def is_worth_keeping(self, now: datetime) -> bool:
        """Tell whether the host rests still, or has not been asked for long enough since its last 429."""
        if any(pacing.remaining_seconds(until, now) is not None for until in (self.down_until, self.wait_until)):
            return True
        kept_until = None if self.wait_until is None else self.wait_until + STRIKES_KEPT
        return self.strikes > 0 and pacing.remaining_seconds(kept_until, now) is not None


class Rests:
    """The hosts that are left alone, by site.

    `version` counts changes; `urgent` is the version of the newest rest, which has to be written down before all else.
    """

    def __init__(self, down_seconds: float, clock: Clock) -> None:
        self._down_seconds, self._clock = down_seconds, clock
        self._sites: dict[str, dict[str, HostRest]] = {}
        self.version = self.urgent = 0

    def find(self, url: str) -> FetchError | None:
        """Tell why the URL's host is left alone, `site_down` or `host_waiting`; None where it may be asked."""
        hosts = self._sites.get(site_of(url))
        if not hosts:
            return None
        rest, now = hosts.get(host_of(url), HostRest()), self._clock()
        down = pacing.remaining_seconds(rest.down_until, now, self._down_seconds)
        if down is not None:
            host = host_of(url)
            problem = f"{host} could not be reached ({rest.down_because}) and is left alone for another {down:.0f} s"
            return FetchError(
                url, problem, reason=reasons.SITE_DOWN, retry=True, severity="temporary", wait_seconds=down
            )
        wait = _waiting(rest, now)
        return None if wait is None else _host_waiting(url, rest.wait_status, wait)

    def brief_seconds(self, url: str) -> float:
        """Give the seconds until the URL's host may be asked, where they are so few that they are waited for; otherwise 0."""
        found = self.find(url)
        return (found.wait_seconds or 0.0) + CLOCKS_SECONDS if found is not None and is_brief(found) else 0.0

    def note_down(self, url: str, because: str) -> None:
        """Note that the URL's host cannot be reached."""
        if self._down_seconds > 0:
            rest = self._rest(url)
            rest.down_until = self._clock() + timedelta(seconds=self._down_seconds)
            rest.down_because = because
            self._changed(urgent=True)

    def note_too_many(self, url: str, asked_seconds: float | None) -> float:
        """Note a 429; give the seconds for which the host is left alone."""
        rest = self._rest(url)
        waiting = _waiting(rest, self._clock())
        if waiting is not None and asked_seconds is None:
            return waiting  # requests that were open together are one strike
        seconds = pacing.host_wait_seconds(asked_seconds, rest.strikes)
        rest.strikes += waiting is None
        self._wait(rest, seconds, 429)
        return seconds

    def note_unavailable(self, url: str, asked_seconds: float) -> None:
        """Note a 503 that says for how long: by RFC 9110 (10.2.3) it speaks of the service, not of the one address."""
        if asked_seconds > 0:
            self._wait(self._rest(url), asked_seconds, 503)

    def note_answer(self, url: str) -> None:
        """Note that the URL's host answers as it should."""
        site = site_of(url)
        hosts = self._sites.get(site, {})
        rest = hosts.get(host_of(url))
        if rest is not None and _waiting(rest, self._clock()) is None:
            del hosts[host_of(url)]
            if not hosts:
                del self._sites[site]
            self._changed()

    def waits(self, most: int) -> list[tuple[str, float]]:
        """List hosts that are left alone for longer than requests wait, each with the seconds; of many, so many are looked at."""
        now, found = self._clock(), []
        for host, rest in islice(
            ((host, rest) for hosts in self._sites.values() for host, rest in hosts.items()), most
        ):
            ends = [pacing.remaining_seconds(until, now) or 0.0 for until in (rest.down_until, rest.wait_until)]
            if max(ends) > BRIEF_SECONDS:
                found.append((host, max(ends)))
        return found

    def sites(self) -> list[str]:
        """List the sites of which anything is known."""
        return list(self._sites)

    def dump(self, wanted: Callable[[str], bool]) -> dict[str, HostRest]:
        """Give what is worth keeping of the hosts of those sites that are wanted."""
        kept = [self.worth_keeping(hosts) for site, hosts in self._sites.items() if wanted(site)]
        return {host: replace(rest) for hosts in kept for host, rest in hosts.items()}

    def worth_keeping(self, hosts: Mapping[str, HostRest]) -> dict[str, HostRest]:
        """Give those hosts whose rest is not over."""
        now = self._clock()
        return {host: rest for host, rest in hosts.items() if rest.is_worth_keeping(now)}

    def load(self, hosts: Mapping[str, HostRest]) -> None:
        """Load what `dump` gave, perhaps in another process; of two rests of one host the longer counts."""
        for host, rest in self.worth_keeping(hosts).items():
            _lengthen(self._rest(host), rest)

    def _wait(self, rest: HostRest, seconds: float, status: int) -> None:
        now = self._clock()
        until = now + timedelta(seconds=seconds)
        # One that is further off than any rest was noted by a clock that was ahead.
        if _waiting(rest, now) is None or rest.wait_until is None or until > rest.wait_until:
            rest.wait_until, rest.wait_status = until, status
        self._changed(urgent=True)

    def _changed(self, urgent: bool = False) -> None:
        self.version += 1
        if urgent:
            self.urgent = self.version

    def _rest(self, url: str) -> HostRest:
        site, host = site_of(url), host_of(url)
        if site not in self._sites:
            self._make_room()
        hosts = self._sites.setdefault(site, {})
        if host not in hosts and len(hosts) >= HOSTS_MAX:
            del hosts[next(iter(hosts))]
        return hosts.setdefault(host, HostRest())

    def _make_room(self) -> None:
        if len(self._sites) < SITES_MAX:
            return
        over = [site for site, hosts in self._sites.items() if not self.worth_keeping(hosts)]
        for site in over or [next(iter(self._sites))]:
            del self._sites[site]


def _waiting(rest: HostRest, now: datetime) -> float | None:
    """Give the seconds for which a host still waits that asked to; None where it does not."""
    return pacing.remaining_seconds(rest.wait_until, now, pacing.WAIT_CAP_SECONDS)


def is_brief(rest: FetchError) -> bool:
    """Tell whether what `Rests.find` gave ends so soon that it is waited for."""
    return (rest.wait_seconds or 0.0) <= BRIEF_SECONDS


def _host_waiting(url: str, status: int, wait: float) -> FetchError:
    said = "asked us to slow down (429)" if status == 429 else f"said that it is not available ({status})"
    return FetchError(
        url,
        f"{host_of(url)} {said} and is left alone for another {wait:.0f} s",
        reason=reasons.HOST_WAITING,
        retry=True,
        severity="temporary",
        wait_seconds=wait,
        wait_scope="host",
    )


def _lengthen(known: HostRest, other: HostRest) -> None:
    if other.down_until is not None and (known.down_until is None or other.down_until > known.down_until):
        known.down_until, known.down_because = other.down_until, other.down_because
    if other.wait_until is not None and (known.wait_until is None or other.wait_until > known.wait_until):
        known.wait_until, known.wait_status = other.wait_until, other.wait_status
    known.strikes = max(known.strikes, other.strikes)
