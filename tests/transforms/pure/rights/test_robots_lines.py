"""The lines of a robots.txt that speak of uses: whose they are, bounds, and odd files. The rest is in tests/data/rights."""

import pytest

from transforms.pure.rights.robots_lines import (
    MOST_LICENCES,
    MOST_RULES,
    UsageRule,
    ai_agents,
    read_robots_rights,
    say_robots,
)


def test_each_agent_is_listed_once() -> None:
    agents = [agent.lower() for agent in ai_agents()]
    assert len(agents) == len(set(agents)) > 20 and "gptbot" in agents


@pytest.mark.parametrize(
    "text", ["", "\n\n", "User-agent:", "Content-Usage", ":", "User-agent: *\nContent-Signal:\nLicense:"]
)
def test_what_says_nothing_is_read_as_nothing(text: str) -> None:
    rights = read_robots_rights(text, "newsbeam")
    assert say_robots(rights, "https://valley.example/") == []


def test_a_version_behind_the_name_of_an_agent_is_left_out() -> None:
    text = "User-agent: Newsbeam/0.1 (archive)\nContent-Usage: train-ai=n"
    assert read_robots_rights(text, "newsbeam").usage == (UsageRule("", "train-ai=n"),)


def test_a_licence_after_an_empty_line_and_a_sitemap_speaks_to_all() -> None:
    theirs = "User-agent: GPTBot\nDisallow: /\nSitemap: https://valley.example/s.xml\n"
    text = f"{theirs}License: https://valley.example/l.xml\n\nUser-agent: *\nAllow: /"
    assert read_robots_rights(text, "newsbeam").licences == ("https://valley.example/l.xml",)


def test_there_are_bounds() -> None:
    lines = [
        f"Content-Usage: /{number} train-ai=n\nLicense: https://valley.example/{number}" for number in range(3_000)
    ]
    rights = read_robots_rights("User-agent: *\n" + "\n".join(lines), "newsbeam")
    assert (len(rights.usage), len(rights.licences)) == (MOST_RULES, MOST_LICENCES)
