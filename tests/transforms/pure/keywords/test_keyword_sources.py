"""Names of those who made an article."""

import pytest
from articles_to_enrich import article

from transforms.pure.keywords.keyword_sources import source_names, squash
from transforms.records import Source

OUTLETS = [
    ("Kyiv Post", {"kyivpost", "post"}, {"kyiv"}),
    ("BBC News", {"bbcnews", "bbc"}, {"news"}),
    ("Der Spiegel", {"derspiegel", "spiegel"}, set()),
    ("The Tarn Valley Gazette", {"tarnvalley", "valleygazette", "gazette"}, {"tarn"}),
]


@pytest.mark.parametrize(("name", "has", "has_not"), OUTLETS)
def test_an_outlet_goes_by_its_name_and_parts_of_it(name: str, has: set[str], has_not: set[str]) -> None:
    names = source_names(article(source=Source(site="paper.example", name=name)))
    assert has <= names
    assert not has_not & names


def test_sites_authors_and_agencies() -> None:
    names = source_names(article(source=Source(site="harbour-post.example"), authors=("Ana María Ruiz",)))
    assert {"harbourpost", "anamaríaruiz", "maríaruiz", "ruiz", "reuters", "associatedpress"} <= names


def test_squash() -> None:
    assert squash("Harbour-Post, The") == "harbourpostthe"
