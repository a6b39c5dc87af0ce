"""Loading a configuration: what a file can say, and a sentence for each thing that can be wrong."""

import sys
from collections import Counter
from pathlib import Path

import pytest
from config_texts import SMALLEST, problems_of, write

from pipelines.config.config import Config
from pipelines.config.loading import ConfigError, load_config
from transforms.pure.feeds.keep_rules import FirstPoll, Keep
from transforms.records import Feed


def test_the_smallest_file_is_an_output_and_a_list_of_urls(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SMALLEST), environ={})
    assert config == Config(output=str(tmp_path / "out"), feeds=(Feed(url="https://valley.example/rss"),))
    assert config.state_root == str(tmp_path / "out" / "_state")


def test_a_feed_says_more_as_a_mapping(tmp_path: Path) -> None:
    text = """
output: gs://bucket/news/
feeds:
  - url: https://valley.example/rss
    name: The Valley Courier
    language: no
    section: Sport
    tags: [local, no]
    interval: 15m
    headers: {Authorization: "Bearer ${VALLEY_TOKEN}"}
    enabled: no
  - https://coast.example/rss
"""
    config = load_config(write(tmp_path, text), environ={"VALLEY_TOKEN": "s3cret"})
    assert config.feeds == (
        Feed(
            url="https://valley.example/rss",
            name="The Valley Courier",
            language="no",
            section="Sport",
            tags=("local", "no"),
            interval=900,
            headers={"Authorization": "Bearer s3cret"},
            enabled=False,
        ),
        Feed(url="https://coast.example/rss"),
    )
    assert config.state_root == "gs://bucket/news/_state"


def test_first_poll_and_keep_stand_at_the_top_or_in_poll(tmp_path: Path) -> None:
    at_top = load_config(
        write(tmp_path, SMALLEST + "first_poll: {max_entries: 5, max_age_days: 36h}\nkeep:\n  languages: [no, pt-BR]\n")
    )
    in_poll = load_config(
        write(
            tmp_path,
            SMALLEST + "poll: {first_poll: {max_entries: 5, max_age_days: 1.5}, keep: {languages: [no, pt-BR]}}",
        )
    )
    assert at_top == in_poll
    assert at_top.poll.first_poll == FirstPoll(max_entries=5, max_age_days=1.5)
    assert at_top.poll.keep == Keep(languages=("no", "pt-BR"))


def test_sets_override_and_are_named_instead_of_a_line(tmp_path: Path) -> None:
    sets = ("web.per_site=4", "keep.languages=[no]", "max_minutes=1h")
    config = load_config(write(tmp_path, SMALLEST), sets, {})
    assert (config.web.per_site, config.poll.keep.languages, config.max_minutes) == (4, ("no",), 60.0)
    assert problems_of(tmp_path, SMALLEST, ("web.per_sit=4", "shards=none")) == [
        '--set shards: expected a whole number from 1 to 4096, got "none"',
        '--set web.per_sit: there is no key "per_sit"; did you mean "per_site"?',
    ]


FEED = "output: out\nfeeds:\n  - "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "output: out",
            "news.yaml: there are no feeds; list some under feeds, or name a file of them under feeds_from",
            id="no feeds",
        ),
        pytest.param("feeds: [https://a.example/rss]", "news.yaml: the key output is missing", id="no output"),
        pytest.param(
            SMALLEST + "first_pol: {}",
            'news.yaml:3: first_pol: there is no key "first_pol"; did you mean "first_poll"?',
            id="top key",
        ),
        pytest.param(
            SMALLEST + "first_poll: {max_age: 7d}",
            'news.yaml:3: first_poll.max_age: there is no key "max_age"; did you mean "max_age_days"?',
            id="key of a lifted section",
        ),
        pytest.param(
            SMALLEST + "keep: {}\npoll: {keep: {}}",
            "news.yaml:3: keep: given twice; the other is poll.keep, in news.yaml:4",
            id="keep twice",
        ),
        pytest.param(
            SMALLEST + "keep:\n  languages: no",
            'news.yaml:4: keep.languages: expected a list like [a, b], got "no"',
            id="languages are a list",
        ),
        pytest.param(
            SMALLEST + "keep:\n  languages: [de, German]",
            'news.yaml:4: keep.languages[2]: expected a language tag like de or pt-BR, got "German"',
            id="no language",
        ),
        pytest.param(
            SMALLEST + "keep:\n  url_exclude: ['(']",
            "news.yaml:4: keep.url_exclude: '(' is not a regular expression: missing ), unterminated subpattern at position 0",
            id="no pattern",
        ),
        pytest.param(
            SMALLEST + "poll:\n  schedule: {floor_seconds: 2d}",
            "news.yaml:4: poll.schedule: floor_seconds (172800) lies above cap_seconds (86400): lower the floor or raise the cap",
            id="floor above cap",
        ),
        pytest.param(
            SMALLEST + "fetch:\n  attempts: many",
            'news.yaml:4: fetch.attempts: expected a whole number of at least 1, got "many"',
            id="attempts",
        ),
        pytest.param(
            SMALLEST + "write: {partition: week}",
            'news.yaml:3: write.partition: expected one of day, hour, got "week"',
            id="partition",
        ),
        pytest.param(
            SMALLEST + "write: {formats: [parquet]}",
            "news.yaml:3: write.formats: jsonl is missing: it is always written, and other formats beside it;"
            " write [jsonl, parquet]",
            id="parquet alone",
        ),
        pytest.param(
            SMALLEST + "write: {formats: []}",
            "news.yaml:3: write.formats: jsonl is missing: it is always written, and other formats beside it;"
            " write [jsonl]",
            id="no format",
        ),
        pytest.param(
            SMALLEST + "failure_share: 50",
            'news.yaml:3: failure_share: expected a number from 0 to 1, got "50"',
            id="share",
        ),
        pytest.param(
            SMALLEST + "web: {allow_addresses: [here]}",
            "news.yaml:3: web.allow_addresses: 'here' is neither an IP address nor a network like 10.0.0.0/8",
            id="no address",
        ),
        pytest.param(
            SMALLEST + "web:\n  resolve: {a.example: nowhere}",
            "news.yaml:4: web.resolve: a.example: 'nowhere' is no address like 127.0.0.1 or 127.0.0.1:8080",
            id="no pin",
        ),
        pytest.param(
            SMALLEST + 'web: {contact: "a\\nb"}',
            "news.yaml:3: web.contact: the value holds a line break or another control character",
            id="contact over two lines",
        ),
        pytest.param(
            SMALLEST + "enrich: {steps: [languages]}",
            "news.yaml:3: enrich.steps[1]: there is no enrichment step 'languages': did you mean language?",
            id="no step",
        ),
        pytest.param(
            SMALLEST + "state: out/",
            "news.yaml:3: state: the state must not be the output itself; leave `state` out for <output>/_state",
            id="state is output",
        ),
        pytest.param(FEED + "{name: A}", "news.yaml:3: feeds[1]: the key url is missing", id="feed without url"),
        pytest.param(FEED + "[x]", "news.yaml:3: feeds[1]: expected keys and values, got a list", id="feed is a list"),
        pytest.param(
            FEED + "{url: https://a.example/rss, langage: de}",
            'news.yaml:3: feeds[1].langage: there is no key "langage"; did you mean "language"?',
            id="key of a feed",
        ),
        pytest.param(
            FEED + "{url: https://a.example/rss, language: German}",
            'news.yaml:3: feeds[1].language: expected a language tag like de or pt-BR, got "German"',
            id="language of a feed",
        ),
        pytest.param(
            FEED + "{url: https://a.example/rss, interval: 0}",
            'news.yaml:3: feeds[1].interval: expected more than 0 seconds, or no interval, got "0"',
            id="interval of a feed",
        ),
        pytest.param(
            FEED + "{url: https://a.example/rss, headers: {My Key: x}}",
            'news.yaml:3: feeds[1].headers: "My Key" is not a header name; expected one like Authorization',
            id="header's name",
        ),
        pytest.param(
            FEED + '{url: https://a.example/rss, headers: {Key: "s3cret\\n"}}',
            "news.yaml:3: feeds[1].headers.Key: the value holds a line break or another control character",
            id="header's value",
        ),
        pytest.param(
            FEED + "{url: https://a.example/rss, headers_for: site}",
            "news.yaml:3: feeds[1].headers_for: says who gets the feed's headers, and it has none; give some under headers",
            id="headers_for without headers",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nweb: {proxy: 'socks5://desk:s3cret@proxy.example'}",
            "news.yaml:4: web.proxy: is not the address of an HTTP proxy (SOCKS and others are not supported); expected one like"
            " http://proxy.example:3128 or https://user:password@proxy.example:3129",
            id="proxy",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nweb: {signature: {directory: 'http://bot.paper.example', key: a.key}}",
            "news.yaml:4: web.signature.directory: expected the https address under which your public keys are published, as"
            " in https://bot.paper.example (the keys are at /.well-known/http-message-signatures-directory there then),"
            " without user, query or fragment",
            id="directory of keys",
        ),
        pytest.param(
            FEED
            + "https://a.example/rss\nweb: {signature: {directory: 'https://paper.example/keys.json', older_form: true}}",
            "news.yaml:4: web.signature.directory: with older_form the keys have to be at"
            " /.well-known/http-message-signatures-directory; name the origin alone, without a path",
            id="keys elsewhere, in the older form",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nweb: {signature: {key: a.key}}",
            "news.yaml:4: web.signature.key: nothing is signed with it until web.signature.directory says where its public part"
            " is",
            id="key without a directory",
        ),
        pytest.param(
            FEED
            + "https://a.example/rss\nweb: {signature: {directory: 'https://bot.paper.example', key: '{\"d\": \"CANARY\"}'}}",
            "news.yaml:4: web.signature.key: this is a key itself; put it into a file, and name the file here",
            id="key in place of its file",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nrevisions: {checks: [6h, 1h]}",
            "news.yaml:4: revisions.checks: 3600 s does not come after 21600 s; write the soonest first, each once",
            id="checks out of order",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nrevisions: {checks: [1h, 120d]}",
            "news.yaml:4: revisions.checks: 120 days are too long; an article is asked for 90 days at most",
            id="a check too late",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nrevisions: {checks: [1h, soon]}",
            "news.yaml:4: revisions.checks[2]: expected a number of seconds above 0 (or a duration like 90s, 15m, 2h, 1d),"
            ' got "soon"',
            id="a check that is no time",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nwebsub: {listen: '8917'}",
            "news.yaml:4: websub.listen: '8917' is no address to listen on; expected one like 127.0.0.1:8917",
            id="where to listen",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nwebsub: {callback: news.example/websub}",
            "news.yaml:4: websub.callback: 'news.example/websub' is not a URL: expected something like"
            " https://paper.example/article",
            id="callback",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nnotify: {url: desk.example/hook}",
            "news.yaml:4: notify.url: 'desk.example/hook' is not a URL: expected something like https://paper.example/article",
            id="where notices go",
        ),
        pytest.param(
            FEED + "https://a.example/rss\nnotify: {states: [rain]}",
            "news.yaml:4: notify.states: 'rain' is none of store_failing, disk_low, ledger_unbalanced, entries_failing,"
            " feeds_failing, source_silent",
            id="a state",
        ),
        pytest.param(
            FEED + "ftp://a.example/rss",
            "news.yaml:3: feeds[1]: 'ftp://a.example/rss' has the scheme ftp: but only http and https can be fetched",
            id="scheme",
        ),
        pytest.param(
            FEED + "a.example/rss",
            "news.yaml:3: feeds[1]: 'a.example/rss' is not a URL: expected something like https://paper.example/article",
            id="no URL",
        ),
        pytest.param(
            FEED + "https://me:s3cret@a.example/rss",
            "news.yaml:3: feeds[1]: a URL with a user name would show in every record; send it as a header (Authorization)",
            id="user in URL",
        ),
        pytest.param(
            FEED + "https://a.example/rss\n  - http://www.a.example/rss/?utm_source=x#top",
            "news.yaml:4: feeds[2]: this feed is listed already, at news.yaml:3; remove one of the two",
            id="duplicate feed",
        ),
        pytest.param(
            "output: out\nfeeds: https://a.example/rss",
            'news.yaml:2: feeds: expected a list like [a, b], got "https://a.example/rss"',
            id="feeds is text",
        ),
        pytest.param(
            SMALLEST + "feeds_from: lists/none.txt",
            "news.yaml:3: feeds_from: there is no file lists/none.txt; relative paths start at the configuration's own folder",
            id="unreachable file",
        ),
        pytest.param(
            SMALLEST + "feeds_from: [folder]",
            "news.yaml:3: feeds_from[1]: folder cannot be read: Is a directory",
            id="folder",
        ),
        pytest.param(
            SMALLEST + "feeds_from: nostore://x/feeds.txt",
            "news.yaml:3: feeds_from: nostore://x/feeds.txt cannot be read: Protocol not known: nostore",
            id="unknown store",
        ),
        pytest.param(
            SMALLEST + "feeds_from: {a: b}",
            "news.yaml:3: feeds_from: expected text or a list like [a, b], got keys and values",
            id="feeds_from is a mapping",
        ),
    ],
)
def test_each_problem_is_a_sentence(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "folder").mkdir()
    assert problems_of(tmp_path, text) == [expected]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(f"{tmp_path}/none.yaml")
    assert str(caught.value) == f"configuration: there is no file {tmp_path}/none.yaml"


def test_a_filled_in_value_is_in_no_message(tmp_path: Path) -> None:
    text = FEED + "https://${KEY}/rss\n  - {url: 'https://a.example/rss', interval: '${KEY}', language: '${KEY}'}"
    problems = problems_of(tmp_path, text, environ={"KEY": "s3cret key"})
    assert problems == [
        'news.yaml:3: feeds[1]: "https://${KEY}/rss" does not become a URL that can be fetched',
        'news.yaml:4: feeds[2].interval: expected a number of seconds (or a duration like 90s, 15m, 2h, 1d), got "${KEY}"',
        'news.yaml:4: feeds[2].language: expected a language tag like de or pt-BR, got "${KEY}"',
    ]


def test_all_problems_come_in_one_go(tmp_path: Path) -> None:
    text = """output: ${NOWHERE}
shards: 0
web:
  per_sit: 3
fetch: {attempts: x}
feeds_from: none.txt
feeds:
  - ftp://a.example/
  - {url: https://a.example/, intervall: 1h}
"""
    places = [problem.split(": ")[0:2] for problem in problems_of(tmp_path, text, ("web.per_site=0.5",))]
    assert places == [
        ["--set web.per_site", 'expected a whole number of at least 1, got "0.5"'],
        ["news.yaml:1", "output"],
        ["news.yaml:2", "shards"],
        ["news.yaml:4", "web.per_sit"],
        ["news.yaml:5", "fetch.attempts"],
        ["news.yaml:6", "feeds_from"],
        ["news.yaml:8", "feeds[1]"],
        ["news.yaml:9", "feeds[2].intervall"],
    ]


def test_values_are_checked_too_where_the_structure_is_wrong_elsewhere(tmp_path: Path) -> None:
    text = """outputs: out
web: {per_site: x, allow_addresses: [nowhere, also nowhere], resolve: {a.example: b, c.example: d}}
keep: {url_include: ["(", ")"], max_age_days: x}
enrich: {steps: [langage, words], else: 1}
feeds:
  - {url: ftp://a.example/, interval: x, language: "?"}
  - {url: https://b.example/rss, intervall: 1h}
  - https://b.example/rss
"""
    places = [tuple(problem.split(": ")[0:2]) for problem in problems_of(tmp_path, text)]
    assert Counter(places) == {
        ("news.yaml", "the key output is missing"): 1,
        ("news.yaml:1", "outputs"): 1,
        ("news.yaml:2", "web.per_site"): 1,
        ("news.yaml:2", "web.allow_addresses"): 2,
        ("news.yaml:2", "web.resolve"): 2,
        ("news.yaml:3", "keep.url_include"): 2,
        ("news.yaml:3", "keep.max_age_days"): 1,
        ("news.yaml:4", "enrich.steps[1]"): 1,
        ("news.yaml:4", "enrich.steps[2]"): 1,
        ("news.yaml:4", "enrich.else"): 1,
        ("news.yaml:6", "feeds[1].url"): 1,
        ("news.yaml:6", "feeds[1].interval"): 1,
        ("news.yaml:6", "feeds[1].language"): 1,
        ("news.yaml:7", "feeds[2].intervall"): 1,
        ("news.yaml:8", "feeds[3]"): 1,
    }


def test_what_could_be_read_is_there_for_further_checks(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, "output: out\nrunner: SomeRunner\nweb: {per_site: x}\nfeeds: []"), environ={})
    partial = caught.value.partial
    assert partial is not None
    assert (partial.output, partial.runner) == (str(tmp_path / "out"), "SomeRunner")


def test_parquet_without_pyarrow_is_refused_before_anything_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, SMALLEST + "write: {formats: [jsonl, parquet]}")
    assert load_config(path).write.formats == ("jsonl", "parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    assert refused.value.problems == (
        f"{path}:3: write.formats: parquet needs pyarrow, and it is not installed: pip install 'newsbeam[parquet]', or"
        " leave `parquet` out of `write.formats`",
    )
