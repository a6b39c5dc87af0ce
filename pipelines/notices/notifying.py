"""Notices of a command that ingests: after each tick, states are judged, and a thread delivers what is to be told.

No turn waits for a receiver: a tick takes up what the thread has done since the last one, and starts it again where something
is due. What is to be told is saved before it is sent.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.notices.observing import Observer, of_state, of_tick
from pipelines.run.errors import Refused, sentence_of
from pipelines.run.passes import Report
from pipelines.version import VERSION
from transforms.clock import Clock, utc_now
from transforms.errors import StateError, StorageError
from transforms.notices.lasting import Lasting, Notice, Seen, advance
from transforms.notices.options import ENTRIES, FEEDS, SILENT, STORE, NotifyOptions
from transforms.notices.outbox import MOST_LETTERS, Letter, is_due, name_for_day, put_off, write_letter
from transforms.notices.posting import Delivery, open_web, post_letter
from transforms.notices.remembering import Notices, add_sample, load_notices, save_notices
from transforms.notices.signing import read_secret
from transforms.pure.net.audiences import origin_of
from transforms.pure.shown.url_secrets import hide_secrets
from transforms.state.store_calls import AnswerTimeoutError

# At the end of a command the thread has so long to deliver what is due; the rest is delivered by the next one.
LAST_SECONDS = 15.0
_log = logging.getLogger(__name__)


def secret_of(options: NotifyOptions, environ: Mapping[str, str] = os.environ) -> bytes:
    """Give the key by which notices are signed. Raises: Refused, with a sentence in which nothing of it stands."""
    place = (
        f"notify.secret_file: {options.secret_file}"
        if options.secret_file
        else f"notify.secret_env: {options.secret_env}"
    )
    try:
        text = Path(options.secret_file).read_text("utf-8") if options.secret_file else environ.get(options.secret_env)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{place} cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None
    if text is None:
        raise Refused(f"{place} is not set; set it to the secret that the receiver knows, or name notify.secret_file")
    try:
        return read_secret(text)
    except ValueError as error:
        raise Refused(f"{place}: {error}") from None


class Notifier:
    """What lasts, what is to be told, and the thread that tells it. All but the thread belongs to the caller of `end_tick`."""

    def __init__(self, config: Config, url: str, key: bytes, clock: Clock = utc_now) -> None:
        self._config, self._url, self._key, self._clock = config, url, key, clock
        self._observer = Observer(config)
        self._saved = self._notices = Notices()
        self._is_loaded = False
        self._thread: threading.Thread | None = None
        self._done: SimpleQueue[Delivery] = SimpleQueue()

    def end_tick(self, report: Report, problem: str | None = None, config: Config | None = None) -> None:
        """Judge what there is after a tick, or after an ingest; `config` is a new one, None where it is as it was."""
        if config is not None:
            self._config = config
            self._observer.follow(config)
        now = self._clock()
        self._take_up()
        seen, judged = of_tick(self._config, report, problem)
        try:
            self._load()
            if problem is None:
                seen += self._seen_in_state(now)
                judged |= {ENTRIES, FEEDS, SILENT}
        except (StateError, StorageError) as error:  # Who works on the state meets it, too.
            _log.warning("notices: the state cannot be read: %s", error)
        self._advance(seen, judged, now)
        self._save()
        self._deliver(now)

    def end_without(self, problem: str, *, is_silent: bool) -> None:
        """Tell that the command ends, since a store fails; one that `is_silent` is not asked for what is remembered.

        Where that can be neither read nor written, nobody will know since when it fails, and it is told at once.
        """
        if not is_silent:
            self.end_tick(Report(), problem)
        known = self._notices.states.get(STORE)
        is_remembered = self._is_loaded and self._saved == self._notices
        if is_remembered or (known is not None and known.told) or STORE not in self._config.notify.states:
            return
        if self._thread is not None:
            self._thread.join(LAST_SECONDS)
        now = self._clock()
        lasting = Lasting(seen=Seen(state=STORE, message=hide_secrets(problem)), since=now)
        notice = Notice(state=STORE, phase="began", subjects=(lasting,))
        letter = write_letter(notice, hide_secrets(self._config.output), VERSION, now)
        self._notices = replace(self._notices, letters=(*self._notices.letters, name_for_day(letter)))
        self._deliver(now)

    def close(self, seconds: float = LAST_SECONDS) -> None:
        """Wait for the thread, but not for long, and remember what it has delivered."""
        if self._thread is not None:
            self._thread.join(seconds)
        self._take_up()
        self._save()

    def _load(self) -> None:
        """Read what is remembered, once; what was seen before that, while the store failed, is kept beside it."""
        if not self._is_loaded:
            known = load_notices(self._config.roots.open()[0])
            states, letters = {**known.states, **self._notices.states}, (*known.letters, *self._notices.letters)
            self._saved, self._notices = known, replace(known, states=states, letters=letters)
            self._is_loaded = True

    def _seen_in_state(self, now: datetime) -> list[Seen]:
        observed = self._observer.read(now)
        samples = add_sample(self._notices.samples, observed.totals, self._config.notify.failure_hours)
        self._notices = replace(self._notices, samples=samples)
        return of_state(self._config, observed, samples, now)

    def _advance(self, seen: list[Seen], judged: set[str], now: datetime) -> None:
        wanted = set(self._config.notify.states)
        # What is not wanted any more is forgotten.
        known = {key: one for key, one in self._notices.states.items() if one.seen.state in wanted}
        here = [one for one in seen if one.state in wanted]
        states, told = advance(known, here, judged & wanted, now, self._config.notify.after_seconds)
        letters = [write_letter(one, hide_secrets(self._config.output), VERSION, now) for one in told]
        kept = (*self._notices.letters, *letters)[-MOST_LETTERS:]
        self._notices = replace(self._notices, states=states, letters=kept)

    def _save(self) -> None:
        if self._notices == self._saved or not self._is_loaded:
            return
        try:
            save_notices(self._config.roots.open()[0], self._notices)
            self._saved = self._notices
        except (StateError, StorageError) as error:  # The next tick tries again.
            _log.warning("notices: what is to be told cannot be saved: %s", error)

    def _deliver(self, now: datetime) -> None:
        letters = self._notices.letters
        if letters and is_due(letters[0], now) and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(
                target=self._post_all, args=(letters,), name="newsbeam-notices", daemon=True
            )
            self._thread.start()

    def _post_all(self, letters: tuple[Letter, ...]) -> None:
        """Deliver in order, until one is not taken: an end must not arrive before its beginning."""
        web = open_web(self._config.web, self._config.notify, self._clock)
        try:
            for letter in letters:
                delivery = post_letter(web, self._url, self._key, letter, self._clock)
                self._done.put(delivery)
                if delivery.problem is not None:
                    break
        finally:
            web.close()

    def _take_up(self) -> None:
        """Take up what the thread has done."""
        while True:
            try:
                delivery = self._done.get_nowait()
            except Empty:
                return
            self._notices = replace(self._notices, letters=_after(delivery, self._notices.letters))
            if delivery.problem is not None:
                _log.warning(
                    "notices: %s has not taken %s (%s); it is tried again",
                    origin_of(self._url), delivery.letter.id, delivery.problem,
                )  # fmt: skip


def _after(delivery: Delivery, letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Give the letters that are left after a try."""
    left = None if delivery.problem is None else put_off(delivery.letter, delivery.at, delivery.wait_seconds)
    if delivery.problem is not None and left is None:
        _log.warning("notices: %s is given up: nobody has taken it for days", delivery.letter.id)
    kept = [left if one.id == delivery.letter.id else one for one in letters]
    return tuple(one for one in kept if one is not None)


EndTick = Callable[[Report, str | None, Config | None], None]


@contextmanager
def notifying(config: Config, clock: Clock = utc_now) -> Iterator[EndTick]:
    """Give what is called after each tick, or after an ingest; a store that ends the block is told as well.

    `notify.url` is not null. Raises: Refused.
    """
    assert config.notify.url is not None
    notifier = Notifier(config, config.notify.url, secret_of(config.notify), clock)
    try:
        yield notifier.end_tick
    except StorageError as error:
        notifier.end_without(sentence_of(str(error)), is_silent=isinstance(error.__cause__, AnswerTimeoutError))
        raise
    finally:
        notifier.close()
