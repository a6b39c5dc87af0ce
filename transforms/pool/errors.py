"""What can go wrong with a task in a child process."""


class TaskCrashed(Exception):
    """The child that ran a task died; the message gives its exit code (negative: the signal)."""


class PoolUnusable(Exception):
    """No task can be run: children do not start, or the pool was closed. It is no task's fault."""


class TaskTimedOut(Exception):
    """A task was still running at its deadline, and its child was killed."""
