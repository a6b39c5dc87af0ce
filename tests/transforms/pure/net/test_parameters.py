"""Parameters of addresses, in the query and in the path."""

from __future__ import annotations

import pytest
from ends_soon import ends_soon

from transforms.pure.net.parameters import Parameters, split_parameters, varying_names, without_parameters

SITE = "https://valley.example"
SPLIT: dict[str, tuple[str, str, Parameters]] = {
    "none": ("/flood", "/flood", ()),
    "query": ("/flood?id=7&t=1", "/flood", (("id", "7"), ("t", "1"))),
    "twice": ("/flood?t=1&t=2", "/flood", (("t", "1"), ("t", "2"))),
    "without a name": ("/flood?1700000001", "/flood", (("", "1700000001"),)),
    "without a value": ("/flood?t=", "/flood", (("t", ""),)),
    "value with an equals sign": ("/flood?t=a=b", "/flood", (("t", "a=b"),)),
    "path": ("/news;sid=7f/flood;v=1.2?id=7", "/news/flood", ((";sid", "7f"), (";v", "1.2"), ("id", "7"))),
    "path, without a value": ("/flood;7f3a", "/flood", ((";7f3a", ""),)),
    "ASP.NET": ("/(S(lit3py55))/flood.aspx", "/flood.aspx", (("/()", "S(lit3py55)"),)),
    "ASP.NET, several": ("/app/(X(1)S(lit3py55))/flood", "/app/flood", (("/()", "X(1)S(lit3py55)"),)),
    "brackets of a title": ("/flood-(part-2)/page", "/flood-(part-2)/page", ()),
}


@pytest.mark.parametrize(("url", "bare", "parameters"), SPLIT.values(), ids=SPLIT)
def test_split(url: str, bare: str, parameters: Parameters) -> None:
    assert split_parameters(SITE + url) == (SITE + bare, parameters)


@pytest.mark.parametrize(("url", "bare", "parameters"), SPLIT.values(), ids=SPLIT)
def test_without_all_of_them_the_bare_address_is_left(url: str, bare: str, parameters: Parameters) -> None:
    assert without_parameters(SITE + url, {name for name, _ in parameters}) == SITE + bare
    assert without_parameters(SITE + url, ()) == SITE + url


@pytest.mark.parametrize(
    ("url", "names", "expected"),
    [
        ("/flood?id=7&t=1&lang=en", {"t"}, "/flood?id=7&lang=en"),
        ("/flood?T=1", {"t"}, "/flood?T=1"),
        ("/flood;sid=7f?sid=7f", {";sid"}, "/flood?sid=7f"),
        ("/flood?id=7&1700000001", {""}, "/flood?id=7"),
    ],
)
def test_the_others_stay(url: str, names: set[str], expected: str) -> None:
    assert without_parameters(SITE + url, names) == SITE + expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("?id=7&t=1", "?id=7&t=2", {"t"}),
        ("?id=7&t=1", "?t=1&id=7", set()),
        ("?id=7", "?id=7&t=1", {"t"}),
        ("?t=1&t=2", "?t=1&t=3", {"t"}),
        ("?t=1&s=1", "?t=2&s=2", {"s", "t"}),
    ],
)
def test_varying_names(a: str, b: str, expected: set[str]) -> None:
    assert varying_names(split_parameters(SITE + a)[1], split_parameters(SITE + b)[1]) == expected


@ends_soon
def test_a_flood_of_parameters_takes_no_time() -> None:
    """As many as a URL can have, for each of the items that are read of a document."""
    url = SITE + "/flood?" + "&".join(f"{n:x}=1" for n in range(1600))
    for n in range(200):
        other = url + f"&t={n}"
        assert varying_names(split_parameters(url)[1], split_parameters(other)[1]) == {"t"}
