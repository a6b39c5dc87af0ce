"""The 17 top IPTC Media Topics (CC BY 4.0): codes and names."""

from __future__ import annotations

from functools import lru_cache

from transforms.pure.text.wordlists import read_data


@lru_cache(maxsize=1)
def media_topics() -> dict[str, str]:
    """Give the names of the topics by their codes.

    >>> media_topics()["medtop:15000000"], len(media_topics())
    ('sport', 17)
    """
    lines = (line for line in read_data("media_topics.txt").splitlines() if not line.startswith("#"))
    return dict(line.split(" ", 1) for line in lines)


@lru_cache(maxsize=64)
def find_topic(named: str) -> str:
    """Give the code that a code, with or without its `medtop:`, its first two digits or a topic's name stands for.

    Raises: ValueError, with a sentence, where it is none of them.

    >>> find_topic("15000000"), find_topic("04 economy"), find_topic("Sport")
    ('medtop:15000000', 'medtop:04000000', 'medtop:15000000')
    """
    asked = named.strip().casefold().removeprefix("medtop:")
    for code, name in media_topics().items():
        digits = code.removeprefix("medtop:")
        if asked in (digits, name) or asked.split(" ", 1)[0] == digits[:2]:
            return code
    raise ValueError(
        f"{named!r} is no top IPTC Media Topic: give a code such as medtop:15000000, or a name such as sport"
    )
