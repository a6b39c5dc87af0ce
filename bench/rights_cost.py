"""What it costs to read what is said of a page's uses: CPU a page, the least of three rounds, over the pages of the newsroom.

python -m bench.rights_cost: prints it, and ends with code 1 where it is beyond its budget.

Each page is taken with a robots.txt, a tdmrep.json and an RSL document that speak of it, as of a site that uses all of them. Not
counted is what is made for the article anyway: the page's elements, its meta elements and its JSON-LD.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from pages import FETCHED_AT, read_golden_pages, read_pages

from transforms.pure.net.charsets import decode_page
from transforms.pure.page.elements import parse_html
from transforms.pure.page.metas import Metas, read_metas
from transforms.pure.page.notes import Notes, take_notes
from transforms.pure.rights.page_rights import read_rights
from transforms.pure.rights.robots_lines import read_robots_rights, say_robots
from transforms.pure.rights.rsl import read_rsl, say_contents
from transforms.pure.rights.rsl_links import find_rsl_links
from transforms.pure.rights.tdmrep import read_tdm_file, say_file
from transforms.records import Page
from transforms.rights import Heard

ROUNDS = 3
BUDGET_MS = 1.0
ROBOTS = read_robots_rights(
    "License: https://valley.example/l.xml\nUser-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /a/ search=y\n"
    "Content-Signal: search=yes, ai-train=no\nUser-agent: GPTBot\nDisallow: /\n",
    "newsbeam",
)
RULES = read_tdm_file(
    b'[{"location": "/sport/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1, "tdm-policy": "/tdm.json"}]'
)
CONTENTS = read_rsl(
    b'<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><permits type="usage">search</permits></license>'
    b'</content><content url="/sport/"><license><prohibits type="usage">all</prohibits></license></content></rsl>'
)


def measure_rights(pages: Sequence[Page]) -> list[float]:
    """Gives the CPU of each page in ms, the least of its rounds, in order of size."""
    return sorted(_cost(page) for page in pages)


def _cost(page: Page) -> float:
    tree = parse_html(decode_page(page.body, page.charset)[0])
    if tree is None:
        return 0.0
    notes = take_notes(tree)
    metas = read_metas(notes.named("meta"))
    return min(_round(page, notes, metas) for _ in range(ROUNDS))


def _round(page: Page, notes: Notes, metas: Metas) -> float:
    begun, url = time.process_time(), page.fetched_url
    said = [*say_robots(ROBOTS, url), *say_file(RULES, url)]
    documents = tuple(("https://valley.example/l.xml", one) for one in say_contents("rsl_document", CONTENTS, url))
    find_rsl_links(page.body, url)
    read_rights(notes, metas, [], url, FETCHED_AT, Heard(statements=tuple(said), documents=documents))
    return 1000 * (time.process_time() - begun)


if __name__ == "__main__":
    costs = measure_rights([*read_golden_pages(), *read_pages()])
    mean, longest = statistics.mean(costs), costs[int(len(costs) * 0.95)]
    print(
        f"{len(costs)} pages: {mean:.2f} ms of CPU a page, 95 % of them in {longest:.2f} (budget {BUDGET_MS} ms a page)."
    )
    sys.exit(mean > BUDGET_MS)
