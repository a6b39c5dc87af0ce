"""Files that `feeds_from` names, in each format: what is read from them, and what is said of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_texts import problems_of, write
from ends_soon import ends_soon

from pipelines.config.loading import load_config
from transforms.records import Feed

BASE = "output: out\nfeeds_from: "
COAST = Feed(
    url="https://coast.example/rss", name="Coast", language="pt-BR", section="Ports", tags=("sea", "fish"), interval=900.0,
    enabled=False,
)  # fmt: skip
FILES = {
    "feeds.csv": "name,language,section,tags,interval,enabled,url\n"
    'Coast,pt_BR,Ports,"sea, fish",15m,no,https://coast.example/rss\n',
    "feeds.opml": '<opml xmlns:newsbeam="urn:newsbeam:opml"><body><outline text="sea"><outline text="Coast"'
    ' language="pt-BR" category="fish" newsbeam:section="Ports" newsbeam:interval="900" newsbeam:enabled="false"'
    ' xmlUrl="https://coast.example/rss"/></outline></body></opml>',
    "feeds.yaml": "# mine\n- url: https://coast.example/rss\n  name: Coast\n  language: pt-BR\n  section: Ports\n"
    "  tags: [sea, fish]\n  interval: 15m\n  enabled: false\n",
    "below.yml": "feeds:\n  - {url: https://coast.example/rss, name: Coast, language: pt-BR, section: Ports, tags: [sea, fish],"
    " interval: 900, enabled: no}\n",
    "feeds.json": '[{"url": "https://coast.example/rss", "name": "Coast", "language": "pt-BR", "section": "Ports",'
    ' "tags": ["sea", "fish"], "interval": 900, "enabled": false}]',
}


@pytest.mark.parametrize("name", FILES)
def test_each_format_carries_what_is_known_of_a_feed(tmp_path: Path, name: str) -> None:
    write(tmp_path, FILES[name], name)
    assert load_config(write(tmp_path, BASE + name)).feeds == (COAST,)


def test_a_yaml_list_may_hold_headers_with_secrets_of_the_environment(tmp_path: Path) -> None:
    write(tmp_path, '- url: https://a.example/rss\n  headers: {Authorization: "Bearer ${TOKEN}"}\n', "feeds.yaml")
    (feed,) = load_config(write(tmp_path, BASE + "feeds.yaml"), environ={"TOKEN": "abc"}).feeds
    assert feed.headers == {"Authorization": "Bearer abc"}
    assert problems_of(tmp_path, BASE + "feeds.yaml") == [
        "feeds.yaml:2: feeds[1].headers.Authorization: the environment variable TOKEN is not set; set it, or write"
        " ${TOKEN:-default}"
    ]


@pytest.mark.parametrize("text", ["", "# none yet\n", "feeds:\n", "[]\n"])
def test_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    write(tmp_path, text, "feeds.yaml")
    assert load_config(write(tmp_path, BASE + "feeds.yaml")).feeds == ()


@ends_soon
@pytest.mark.parametrize(
    ("name", "text", "problems"),
    [
        pytest.param(
            "feeds.csv",
            "url,lang,interval,enabled\nnonsense,,,\nhttps://a.example/rss,,soon,\nhttps://b.example/rss,Low German,,\n"
            "https://c.example/rss,,-5,maybe\n,de,,\nhttps://d.example/rss,,0,\n",
            [
                "feeds.csv:2: 'nonsense' is not a URL: expected something like https://paper.example/article",
                'feeds.csv:3: interval: expected a number of seconds (or a duration like 90s, 15m, 2h, 1d), got "soon"',
                'feeds.csv:4: language: expected a language tag like de or pt-BR, got "Low German"',
                'feeds.csv:5: interval: expected more than 0 seconds, or no interval, got "-5"',
                'feeds.csv:5: enabled: expected true or false, got "maybe"',
                "feeds.csv:6: there is no address in the column url",
                'feeds.csv:7: interval: expected more than 0 seconds, or no interval, got "0"',
            ],
            id="rows of a CSV",
        ),
        pytest.param(
            "feeds.csv",
            "https://a.example/rss,Valley\nhttps://b.example/rss,Coast\n",
            [
                "news.yaml:2: feeds_from: feeds.csv:1: a CSV needs a first line that names its columns, such as"
                " `url,name,language,tags`; this one begins with an address"
            ],
            id="a CSV without a header",
        ),
        pytest.param(
            "feeds.txt",
            "https://a.example/rss,Valley\nhttps://b.example/rss,Coast\n",
            [
                "news.yaml:2: feeds_from: feeds.txt:1: a CSV needs a first line that names its columns, such as"
                " `url,name,language,tags`; this one begins with an address"
            ],
            id="a CSV without a header, called otherwise",
        ),
        pytest.param(
            "feeds.opml",
            "<opml>\n<outline xmlUrl='https://a.example/rss'/>\n<outline type='rss' text='B'/>\n<outline xmlUrl='c'/></opml>",
            [
                'feeds.opml:3: "B" is a feed without an address (xmlUrl)',
                "feeds.opml:4: 'c' is not a URL: expected something like https://paper.example/article",
            ],
            id="outlines",
        ),
        pytest.param(
            "feeds.yaml",
            "- https://a.example/rss\n- url: https://b.example/rss\n  intervall: 5m\n- https://a.example/rss/\n",
            [
                'feeds.yaml:3: feeds[2].intervall: there is no key "intervall"; did you mean "interval"?',
                "feeds.yaml:4: feeds[3]: this feed is listed already, at feeds.yaml:1; remove one of the two",
            ],
            id="items of a YAML list",
        ),
        pytest.param(
            "feeds.yaml",
            "output: out\nfeeds: []\n",
            [
                "news.yaml:2: feeds_from: feeds.yaml:1: expected a list of feeds, each behind a dash, got keys and values"
            ],
            id="a configuration",
        ),
        pytest.param(
            "feeds.yaml",
            "[" * 5_000,
            ["news.yaml:2: feeds_from: feeds.yaml:1: lists and keys are nested more than 64 deep; write them flatter"],
            id="deep nesting",
        ),
        pytest.param(
            "feeds.yaml",
            "- &a0 [x, x, x, x, x, x, x, x]\n"
            + "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 30)),
            ["news.yaml:2: feeds_from: feeds.yaml:1: aliases (*) repeat more than 100,000 values; write them out"],
            id="a bomb of aliases",
        ),
        pytest.param(
            "feeds.txt",
            "x\n" * 1_000,
            [
                *[
                    f"feeds.txt:{n}: 'x' is not a URL: expected something like https://paper.example/article"
                    for n in range(1, 101)
                ],
                "feeds.txt: and 900 more like these",
            ],
            id="very many problems",
        ),
        pytest.param(
            "feeds.txt",
            "a b\n" * 100_000,
            [
                'news.yaml:2: feeds_from: feeds.txt:1: expected one URL a line, got "a b"; and so on in more than 10,000 lines:'
                " this is no list of feeds"
            ],
            id="another text",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, name: str, text: str, problems: list[str]) -> None:
    write(tmp_path, text, name)
    assert problems_of(tmp_path, BASE + name) == problems


@ends_soon
def test_thousands_of_feeds_of_a_yaml_list_take_little_time(tmp_path: Path) -> None:
    text = "".join(f"- url: https://p{n}.example/rss\n  name: P\n  language: de\n" for n in range(5_000))
    write(tmp_path, text, "feeds.yaml")
    assert len(load_config(write(tmp_path, BASE + "feeds.yaml")).feeds) == 5_000
