"""Which names are of one organisation: short forms that the text explains, first and last words, legal forms."""

import pytest
from marked_mentions import read_marked

from transforms.pure.entities.entity_names import gather
from transforms.pure.entities.entity_organisations import explained, join_organisations

EXPLAINED = {
    "small words left out": ("the Ministry of Defence (MoD) said", ("Ministry of Defence", "MoD")),
    "small words left out of the letters": ("the Bank of Canada (BC) said", ("Bank of Canada", "BC")),
    "with words in front": ("Sample Provincial Road Centre (PRC)", ("Provincial Road Centre", "PRC")),
    "the other way round": ("NRC (National Road Committee) said", ("National Road Committee", "NRC")),
    "dots": ("the World Wide Fund (W.W.F.) said", ("World Wide Fund", "W.W.F.")),
    "quoted": ("the Sample Road Board (“SRB”)", ("Sample Road Board", "SRB")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "pair"), EXPLAINED.values(), ids=EXPLAINED)
def test_what_a_text_abbreviates(text: str, pair: tuple[str, str]) -> None:
    ((long, start, short),) = explained(text)
    assert (long, short) == pair and text[start:].startswith(long)


@pytest.mark.parametrize(
    "text", ["John Thune (R) said", "Ana Sample (BBC) said", "the Sample Bank (Oslo) said", "a (MoD) b"]
)
def test_what_only_stands_in_brackets_is_no_short_form(text: str) -> None:
    assert list(explained(text)) == []


GROUPS = {
    "explained": (
        "The [Ministry of Defence|organisation] (MoD) said. [MoD|person] staff left.",
        ["Ministry of Defence/MoD"],
    ),
    "explained, and seen by no model": ("The Ministry of Sample Affairs (MSA) said.", ["MSA/Ministry of Sample Affairs"]),
    "a legal form": ("[Parkland Corp|organisation] and [Parkland|place]", ["Parkland/Parkland Corp"]),
    "a first word": ("[Amnesty International|organisation], then [Amnesty|organisation]", ["Amnesty/Amnesty International"]),
    "a first word ahead of two longer": (
        "[Ascom|organisation], [Ascom Connect|organisation], [Ascom America|organisation]",
        ["Ascom", "Ascom America", "Ascom Connect"],
    ),
    "a last word": ("[Kansas City Chiefs|organisation], the [Chiefs|organisation]", ["Chiefs/Kansas City Chiefs"]),
    "first letters": ("[Sample Road Board|organisation], the [SRB|organisation]", ["SRB/Sample Road Board"]),
    "a well-known one stays": ("[Google Maps|organisation] by [Google|organisation]", ["Google", "Google Maps"]),
    "a founder's name": ("[Sample Group|organisation], a [Sample|person] fund", ["Sample/Sample Group"]),
    "a person stays": ("[Sample Road|organisation], [Sample|person]", ["Sample", "Sample Road"]),
    "a known place stays": ("[Texas Rangers|organisation] in [Texas|place]", ["Texas", "Texas Rangers"]),
}  # fmt: skip


@pytest.mark.parametrize(("marked", "groups"), GROUPS.values(), ids=GROUPS)
def test_names_of_one_organisation_are_joined(marked: str, groups: list[str]) -> None:
    text, mentions = read_marked(marked)
    joined = join_organisations(list(gather(mentions, "en").values()), text)
    assert sorted("/".join(sorted(name.forms)) for name in joined) == groups
