"""The command `diff`: it needs two outputs, and no configuration."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from pipelines.output import print_data, print_error, print_json, print_text


def diff(arguments: argparse.Namespace) -> int:
    """Compare two outputs, and give the exit code: 1 where they differ."""
    import msgspec

    from pipelines.diff.page import page_of
    from pipelines.diff.reading import compare_outputs
    from pipelines.diff.saying import describe
    from transforms.errors import OutputError, StateError, StorageError

    try:
        found = compare_outputs(arguments.old, arguments.new, samples=arguments.samples, sites=arguments.site)
    except (OutputError, StateError, StorageError) as error:
        print_error(error)
        return 2
    if arguments.format == "json":
        print_json(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    elif arguments.format == "text":
        print_text(describe(found, shutil.get_terminal_size((80, 24)).columns))
    elif arguments.to is None:
        print_data(page_of(found))
    else:
        try:
            Path(arguments.to).write_text(page_of(found), encoding="utf-8")
        except OSError as error:
            print_error(
                f"{arguments.to}: the page cannot be written ({error.strerror}); name a file in a folder of yours"
            )
            return 2
        print_text(f"Wrote {arguments.to}.")
    return 0 if found.is_same else 1
