"""The requests of one turn: polls and pages in one flight, until its time is up or there is nothing left to wait for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from transforms.archive_jobs import ArchiveJob
from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import FetchError
from transforms.fetching import Fetching, FetchPlan, Owed
from transforms.parking import Parked
from transforms.poll_answers import PollAnswers
from transforms.poll_results import FeedJob, PollResult
from transforms.polling import Polling
from transforms.rechecking import Again, Rechecking
from transforms.stopping import grace_is_over, stop_requested
from transforms.turns import Element, Failed, Pass, Pulse, Turn
from transforms.web.desk import CaptureDesk
from transforms.web.flight import Flight
from transforms.web.response import Response

# Also the longest time until a request to stop is noticed.
PULSE_SECONDS = 0.5
# Answers to polls that are read, parked and saved side by side; no further answer is taken while so many are.
POLLS_AT_ONCE = 16

Poll = FeedJob | ArchiveJob
Request = Poll | Owed | Again


class Harvest:
    """The requests of one turn, from its beginning to its end."""

    def __init__(
        self,
        turn: Turn,
        this_pass: Pass,
        polling: Polling,
        answers: PollAnswers,
        fetching: Fetching,
        rechecking: Rechecking,
        flight: Flight[Request],
        before_polls: Callable[[list[FeedJob]], None],
        clock: Clock,
        desk: CaptureDesk,
    ) -> None:
        self._desk = desk
        self._turn, self._pass, self._polling, self._fetching = turn, this_pass, polling, fetching
        self._answers = answers
        self._rechecking = rechecking
        self._flight, self._before_polls, self._clock = flight, before_polls, clock
        self._polls: dict[Future[tuple[PollResult, Parked] | None], Poll] = {}
        # Answers to polls by site, the oldest ahead: it is the one that is being handled.
        self._answered: dict[str, deque[tuple[Poll, Response | FetchError]]] = {}
        self._stopped = self._rests = False
        self._stalled: frozenset[str] = frozenset()

    def run(self, turn_entries: int, pages_in_memory: int) -> Iterator[Element]:
        """Give what the requests bring, until the turn is over; what is then under way stays in the flight.

        At most `turn_entries` of what was owed before are taken up, and as many of what is parked meanwhile; what is left of
        the first is for articles that are asked for again. They are asked for while half of `pages_in_memory` has room.
        """
        self._room_for_news, self._unread_at_most = turn_entries, pages_in_memory // 2
        self._count_open("due")
        with ThreadPoolExecutor(POLLS_AT_ONCE, thread_name_prefix="newsbeam-polls") as self._threads:
            self._flight.resume(self._is_ending)
            if self._is_ending():
                self._stop()
            carried = [job.entry for job in self._flight.jobs() if isinstance(job, Owed)]
            self._add_feeds()  # before any page has a slot of its site
            plan = self._fetching.take_up(turn_entries, carried)
            yield from self._add_pages(plan)
            yield from self._rechecking.take_up(max(0, turn_entries - len(plan.due)), self._again())
            self._add_rechecks()
            while not self._is_over():
                yield from self._step()
                yield from self._desk.take()
                self._add_feeds()
                self._add_rechecks()
        self._flight.stop()
        yield from self._desk.take()
        yield from self._rechecking.leave(self._again())
        self._note_stalled(())
        self._count_open("carried")

    def _step(self) -> Iterator[Element]:
        """Give what the next answer brings, or what came of polls meanwhile; a Pulse where nothing comes for a while."""
        job, answer = self._next_answer() or (None, None)
        if isinstance(job, Owed) and answer is not None:
            element = self._fetching.judge(job.entry, answer)
            if element is not None:
                yield element
        elif isinstance(job, Again) and answer is not None:
            element = self._rechecking.judge(job, answer)
            if element is not None:
                yield element
        elif isinstance(job, Poll) and answer is not None:
            self._answered.setdefault(job.site, deque()).append((job, answer))
            if len(self._answered[job.site]) == 1:
                self._handle_next(job.site)
        handled = [future for future in self._polls if future.done()]
        for future in handled:
            poll, outcome = self._polls.pop(future), future.result()
            self._answered[poll.site].popleft()
            self._handle_next(poll.site)
            if outcome is not None:
                yield from self._finish_poll(poll, *outcome)
        self._rests = False
        if job is None and not handled:
            survey = self._flight.survey()
            self._note_stalled(job.key for job in survey.stalled)
            self._rests = not (survey.moves or self._polls or self._flight.unread)
            yield Pulse(quiet=not self._polls)

    def _handle_next(self, site: str) -> None:
        """Have the oldest answer to a poll of a site read, parked and saved, if there is one: one after another for a site.

        The first feed to bring an entry is the one that its article names, also where the process ends in between.
        """
        if not self._answered[site]:
            del self._answered[site]
            return
        job, answer = self._answered[site][0]
        future = self._threads.submit(self._answers.handle, job, answer)
        self._polls[future] = job
        future.add_done_callback(lambda _: self._flight.wake())

    def _next_answer(self) -> tuple[Request, Response | FetchError] | None:
        seconds = min(PULSE_SECONDS, max(0.0, self._polling.next_at - self._clock().timestamp()))
        if sum(map(len, self._answered.values())) < POLLS_AT_ONCE:
            return self._flight.take(seconds if not self._stopped else PULSE_SECONDS)
        wait(self._polls, timeout=PULSE_SECONDS, return_when=FIRST_COMPLETED)
        return None

    def _is_over(self) -> bool:
        """Tell whether the turn is over: its time is up, or there is nothing to wait for that it has to wait for."""
        may_leave = self._turn.owner.lost or (self._pass.carries and not stop_requested())
        if self._is_ending():
            self._stop()
        elif self._pass.lingers and self._polling.next_at <= self._turn.deadline.timestamp():
            return False
        if self._polls or self._flight.unread or (not self._stopped and self._rechecking.waits(self._stalled)):
            return False
        return not self._flight or (may_leave and (self._stopped or self._rests))

    def _is_ending(self) -> bool:
        """Tell whether no further request may begin: it would be too late, or somebody else has the shard."""
        return self._turn.owner.lost or self._turn.is_over(self._clock())

    def _stop(self) -> None:
        """Begin no further request; once the grace is over, wait for none."""
        if not self._stopped:
            self._stopped = True
            self._flight.stop()
        if grace_is_over():
            self._flight.cancel()

    def _add_feeds(self) -> None:
        jobs = [] if self._is_ending() else self._polling.due(self._clock())
        if jobs:
            self._before_polls(jobs)
            count("poll", "due", self._flight.add(jobs))
            self._rests = False

    def _again(self) -> list[Again]:
        return [job for job in self._flight.jobs() if isinstance(job, Again)]

    def _add_rechecks(self) -> None:
        if not self._rechecking.waits(self._stalled) or self._stopped or self._flight.unread > self._unread_at_most:
            return
        has_news = bool(self._polls) or any(not job.is_recheck for job in self._flight.jobs())
        jobs = self._rechecking.next_jobs(self._stalled, has_news=has_news, stays=not self._pass.carries)
        if jobs:
            count("recheck", "due", self._flight.add(jobs))
            self._rests = False

    def _add_pages(self, plan: FetchPlan) -> Iterator[Element]:
        count("fetch", "ended", len(plan.ended))
        yield from plan.ended
        if not self._stopped:
            count("fetch", "due", self._flight.add(plan.due))
            self._rests = False

    def _finish_poll(self, job: Poll, result: PollResult, parked: Parked) -> Iterator[Element]:
        """Note a poll that is parked and saved, and let its entries of this shard join the flight."""
        self._polling.note(job, parked)
        _count(result)
        yield from self._rechecking.hasten(result.updated)
        if result.failure is not None:
            yield Failed(None, result.failure)
        if self._turn.shard in parked.files:
            new = self._turn.owner.take_up_parked(*parked.files[self._turn.shard])[: self._room_for_news]
            self._room_for_news -= len(new)
            yield from self._add_pages(self._fetching.plan(new))
        archive = self._answers.archive_of(job, parked.document)
        if archive is not None and not self._stopped:
            count("backfill", "due", self._flight.add([archive]))

    def _note_stalled(self, keys: Iterable[str]) -> None:
        before, self._stalled = len(self._stalled), frozenset(keys)
        count("harvest", "stalled", len(self._stalled) - before)

    def _count_open(self, outcome: str) -> None:
        jobs = self._flight.jobs()
        count("poll", outcome, sum(job.is_poll for job in jobs))
        count("fetch", outcome, sum(isinstance(job, Owed) for job in jobs))


def _count(result: PollResult) -> None:
    if result.outcome == "backfilled":
        count("backfill", "found", len(result.entries))
    count("poll", result.outcome)
    count("poll", "parked", len(result.entries))
    count("poll", "gap", int(result.gap is not None))
    for reason, n in result.dropped.items():
        count("poll", f"dropped/{reason}", n)
