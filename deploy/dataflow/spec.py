"""Write the flex template: the JSON file that names the image and its parameters.

    python deploy/dataflow/spec.py --image IMAGE [--to gs://bucket/newsbeam.json]

It goes to standard output, or to any path or fsspec URL.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

METADATA = Path(__file__).with_name("metadata.json")


def spec_of(image: str) -> dict[str, Any]:
    """The template of an image that was built from this folder's Dockerfile."""
    metadata = json.loads(METADATA.read_text(encoding="utf-8"))
    return {"image": image, "sdkInfo": {"language": "PYTHON"}, "metadata": metadata}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser(description="Write the flex template of an image.")
    parser.add_argument("--image", required=True, help="the image's name, as Dataflow finds it")
    parser.add_argument("--to", metavar="PATH", help="where the template is written (default: standard output)")
    options = parser.parse_args(argv)
    text = json.dumps(spec_of(options.image), indent=2) + "\n"
    if options.to is None:
        print(text, end="")
        return 0
    import fsspec  # here, so that printing needs nothing installed

    filesystem, path = fsspec.url_to_fs(options.to)
    filesystem.pipe_file(path, text.encode())
    print(f"The template is at {options.to}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
