"""CSV lists: headers in common spellings, separators, and what is refused."""

from __future__ import annotations

import pytest

from transforms.pure.lists.csv_rows import COLUMNS, is_header, is_without_header, read_csv
from transforms.pure.lists.listed import ListedFeed, ListError

A = "https://a.example/rss"


@pytest.mark.parametrize(
    ("text", "feed"),
    [
        pytest.param(f"url\n{A}\n", {}, id="one column"),
        pytest.param(f"url,name\n{A},Valley", {"name": "Valley"}, id="commas"),
        pytest.param(f"name;url\nValley;{A}\n", {"name": "Valley"}, id="semicolons"),
        pytest.param(f"name\turl\nValley\t{A}\n", {"name": "Valley"}, id="tabs"),
        pytest.param(f"name|url\nValley|{A}\n", {"name": "Valley"}, id="bars"),
        pytest.param(f'name,url\n"Valley, ""North""",{A}\n', {"name": 'Valley, "North"'}, id="quotes"),
        pytest.param(f'"name", "url"\n"Valley", "{A}"\n', {"name": "Valley"}, id="space behind commas"),
        pytest.param(f'name,url\n"Valley\nNews",{A}\n', {"name": "Valley News"}, id="a line break in a cell"),
        pytest.param(f"sep=;\nname;url\nValley;{A}\n", {"line": 3, "name": "Valley"}, id="Excel's first line"),
        pytest.param(f"\n\nTitle,XML URL\nValley,{A}\n", {"line": 4, "name": "Valley"}, id="XML URL"),
        pytest.param(f"Feed_URL,site,name\n{A},https://a.example/,Valley\n", {"name": "Valley"}, id="feed_url"),
        pytest.param(f"url,feed,name\nhttps://a.example/,{A},V\n", {"name": "V"}, id="url is the site's, feed the feed's"),
        pytest.param(f"url,lang\n{A},pt_BR\n", {"language": "pt-BR"}, id="lang"),
        pytest.param(f"URL,LANGUAGE\n{A},English\n", {"language": "en"}, id="a language's name"),
        pytest.param(f"url,ENABLE\n{A},0\n", {"enabled": "false"}, id="ENABLE"),
        pytest.param(f"name,url,interval_sec\n,{A},65\n", {"interval": "65"}, id="interval_sec"),
        pytest.param(f"url,section\n{A},Sport\n", {"section": "Sport"}, id="section"),
        pytest.param(f'url,tags\n{A},"sea, ports"\n', {"tags": ("sea", "ports")}, id="tags"),
        pytest.param(f"url,folder,tags\n{A},North,sea;ports\n", {"tags": ("North", "sea", "ports")}, id="folder and tags"),
        pytest.param(f"url,interval\n{A},15m\n", {"interval": "15m"}, id="interval"),
        pytest.param(f"url,interval_minutes\n{A},15\n", {"interval": "15m"}, id="interval in minutes"),
        pytest.param(f"url,enabled\n{A},no\n", {"enabled": "false"}, id="enabled"),
        pytest.param(f"url,active\n{A},1\n", {"enabled": "true"}, id="active"),
        pytest.param(f"url,disabled\n{A},x\n", {"enabled": "false"}, id="disabled"),
        pytest.param(f"url,enabled\n{A},perhaps\n", {"enabled": "perhaps"}, id="what is no truth is left to the reader"),
        pytest.param(f"url,name,language,tags\n{A}\n", {}, id="a short row"),
        pytest.param(f"url,name\n{A},Valley,,\n", {"name": "Valley"}, id="empty cells behind"),
        pytest.param(f"url,name\n# papers\n,\n{A},\n", {"line": 4}, id="comments and empty rows"),
    ],
)  # fmt: skip
def test_spellings(text: str, feed: dict[str, object]) -> None:
    read = read_csv(text)
    assert read.faults == ()
    assert read.feeds == (ListedFeed(**{"line": 2, "url": A} | feed),)  # type: ignore[arg-type]


@pytest.mark.parametrize("spelling", COLUMNS["url"])
def test_each_spelling_of_the_address_is_a_header(spelling: str) -> None:
    assert is_header(spelling) and is_header(f"Name;{spelling.upper()}")
    assert read_csv(f"name,{spelling}\nValley,{A}").feeds[0].url == A


def test_columns_that_say_nothing_here_are_named() -> None:
    assert read_csv(f"url,country,name,circulation\n{A},de,Valley,4000\n").unused == ("country", "circulation")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",Valley,", "there is no address in the column Feed URL"),
        (f"{A},Valley,,more", "the row has 4 values, the first line names 3 columns"),
        (f"{A},Valley,Low Valley", 'language: expected a language tag like de or pt-BR, got "Low Valley"'),
    ],
)
def test_a_wrong_row_is_a_fault_with_its_line_and_the_others_are_read(row: str, sentence: str) -> None:
    read = read_csv(f"Feed URL,name,lang\n{row}\nhttps://b.example/rss,,\n")
    assert [(fault.line, fault.sentence) for fault in read.faults] == [(2, sentence)]
    assert [feed.url for feed in read.feeds] == ["https://b.example/rss"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{A},Valley\n", "line 1: a CSV needs a first line that names its columns, such as `url,name,language,tags`"),
        (f"Valley,{A}\n", "line 1: a CSV needs a first line"),
        (f"\n{A}\n", "line 2: a CSV needs a first line"),
        (
            "name,site\nValley,x\n",
            "line 1: no column holds the addresses of the feeds; call it url (or feed, feed_url,",
        ),
        ("", "line 1: no column holds the addresses of the feeds"),
        (f'url,name\n{A},"Valley\n' + "x\n" * 100, "line 2: this is not valid CSV: a quotation mark is not closed"),
        (f'url,name\n{A},"Valley\n' + "x\n" * 100_000, "line 2: this is not valid CSV: a quotation mark is not closed"),
        (f'url,name\n{A},"Valley"x\n', "line 2: this is not valid CSV: "),
        (
            "url" + "," * 1_000_000,
            "line 1: a CSV begins with the names of its columns; this line is 1,000,003 characters",
        ),
    ],
)
def test_what_is_no_csv_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ListError) as refused:
        read_csv(text)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("lines", "is_one"),
    [
        ([f"{A},Valley,de"], True),
        ([f"Valley;{A}", f"Coast;{A}"], True),
        ([f'"{A}","Valley"'], True),
        ([f"{A},https://a.example/"], True),
        ([f"{A}, Valley News, 1"], True),
        ([A], False),
        ([f"{A},0.xml", f"{A},1-0,0.xml"], False),
        ([f"{A};a=1,b=2"], False),
        ([f"{A},Valley", A], False),
        (["name,Valley"], False),
        ([], False),
    ],
)
def test_rows_without_a_header_are_told_from_addresses_with_commas(lines: list[str], is_one: bool) -> None:
    assert is_without_header(lines) == is_one
