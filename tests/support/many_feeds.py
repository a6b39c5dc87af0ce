"""An OPML of 300 made-up feeds, as a feed reader exports it: folders, a feed in two of them, and what readers add."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

FOLDERS = (
    "Harbours", "Mountains", "Culture", "Science", "Sport & leisure", "Economy", "Villages", "Opinion", "Weather", "Schools",
    "Courts", "Abroad",
)  # fmt: skip
KINDS = ("Courier", "Herald", "Observer", "Gazette", "Post")
PLACES = ("Amber Bay", "Birch Hill", "Cedar Falls", "Dune Point", "Elm Valley")


def opml_of_300() -> str:
    """Give the OPML: 25 feeds in each of 12 folders. The first stands in a second folder, too; two entries are no feeds."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>Subscriptions</title></head>",
    ]
    lines.append("<body>")
    for number, folder in enumerate(FOLDERS):
        lines.append(f"<outline text={quoteattr(folder)} title={quoteattr(folder)}>")
        lines += [_feed(number, n) for n in range(25)]
        lines.append("</outline>")
    lines.append('<outline text="To read first">')
    lines.append(_feed(0, 0))
    lines.append('<outline text="A page without a feed" type="HTML+XPath" xmlUrl="https://page.example/"/>')
    lines.append('<outline text="The Old Mill" type="rss" htmlUrl="https://mill.example/"/>')
    return "\n".join([*lines, "</outline>", "</body>", "</opml>", ""])


def _feed(folder: int, n: int) -> str:
    place, kind = PLACES[n // 5], KINDS[n % 5]
    host = f"{kind}-{place}-{folder + 1}".lower().replace(" ", "-")
    name = quoteattr(f"{place} {kind}")
    return (
        f'<outline type="rss" text={name} title={name} xmlUrl="https://{host}.example/feed?format=rss&amp;lang=en"'
        f' htmlUrl="https://{host}.example/"/>'
    )
