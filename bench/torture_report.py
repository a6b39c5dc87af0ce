"""Put newsbeam to the proofs of bench/torture, and write their figures into docs/reliability.md.

python -m bench.torture_report [--only kills ...] [--short] [--seed N] [--print]

Each proof fills the place between its own marks of the page, so that one can be run and renewed alone. `--short` runs them in
the small form of the tests, and leaves the page as it is; so does `--print`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.figures import with_table
from bench.torture.proof import Proof

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
PROOFS = ("kills", "followers", "faults", "soak", "storm", "tampering")
END = "<!-- end -->"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code: 1 where a proof does not hold."""
    options = _options(argv)
    held = True
    for name in options.only:
        proof: Proof = importlib.import_module(f"bench.torture.{name}").prove(options.short, options.seed)
        print(f"{name}\n\n{proof.figures}\n", flush=True)
        for problem in proof.problems:
            print(f"{name}: {problem}", file=sys.stderr)
        held = held and not proof.problems
        if not (options.only_print or options.short):
            PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), name, proof), encoding="utf-8")
    return 0 if held else 1


def filled(page: str, name: str, proof: Proof) -> str:
    """Give the page with the figures of a proof in their place. Raises: ValueError where the page has no such place."""
    failed = "".join(f"\n- **DOES NOT HOLD**: {problem}" for problem in proof.problems)
    return with_table(page, f"{proof.figures}{failed and chr(10)}{failed}", f"<!-- {name} -->\n", END)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Put newsbeam to the proofs of docs/reliability.md.")
    parser.add_argument("--only", nargs="+", choices=PROOFS, default=PROOFS, help="these proofs (default: all)")
    parser.add_argument("--short", action="store_true", help="the small form of the tests; the page stays as it is")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (default 1)")
    parser.add_argument("--print", dest="only_print", action="store_true", help="leave docs/reliability.md as it is")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
