"""The command `follow`: it needs an output, and no configuration."""

from __future__ import annotations

import argparse
import os

from pipelines.output import print_error, print_event, print_note

OVERTAKEN = (
    "another follower continues under this name, and this one ends; its last rows may come again, with the same ids"
)
# What has begun is a request, which has a deadline of its own.
GRACE_SECONDS = 30.0


def follow(arguments: argparse.Namespace) -> int:
    """Follow an output, and give the exit code: 1 where the sink refused rows for good, 5 where it takes nothing."""
    from pipelines.follow.delivering import GaveUp
    from pipelines.follow.keeping import Overtaken
    from pipelines.follow.opening import open_following
    from pipelines.follow.source import hide_cure
    from pipelines.run.errors import Refused
    from pipelines.signals import stopping_on_signals
    from transforms.errors import OutputError, StateError, StorageError

    following, code = None, 0
    try:
        following = open_following(arguments, _say)
        with stopping_on_signals(GRACE_SECONDS):
            following.run()
    except (OutputError, Refused, StateError, StorageError) as error:
        print_error(hide_cure(error))
        code = 2
    except (GaveUp, Overtaken) as error:
        print_error(str(error) or f"{arguments.name or arguments.to}: {OVERTAKEN}")
        code = 5
    except OSError as error:  # of the standard output alone: all others are of our own kinds
        code = _end_of_stdout(error)
    if following is None:
        return code
    following.close()
    if code != 2 or following.done.newest:
        (_say if arguments.to == "stdout" else _summarise)(following.describe())
    return code or (1 if following.done.refused else 0)


def _end_of_stdout(error: OSError) -> int:
    """Say why the standard output takes no more; nothing where its reader had enough. Later writes lead nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return 0
    print_error(f"The standard output cannot be written ({error.strerror}).")
    return 74


def _say(line: str) -> None:
    print_note(line, "follow")


def _summarise(text: str) -> None:
    print_event(text, "follow")
