"""What holds of the keywords of any text, in any script."""

from articles_to_enrich import article
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pure.enrichment.keywords import MOST, add_keywords
from transforms.pure.normalisation import normalise_article

LANGUAGES = ("ar", "de", "en", "fa", "fr", "hi", "ja", "ko", "pl", "ru", "ta", "tr", "uk", "zh", "nn", "zh-TW")
WORDS = (
    "Kyiv’s", "Ankara'nın", "dam", "dams", "The", "don't", "Merkel", "Angela", "IJ", "ǅungla", "ŉ", "ß", "straße", "ﬁre",
    "İzmir", "ΣΑΣ", "水库", "星衡", "黒羽ダム", "の", "तालाब", "서울에서는", "السد", "قنات‌ها", "n't", "’", "-", "F-16", "2024",
    ".", "“", "\n\n",
)  # fmt: skip
any_text = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)


def folded(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(title=any_text, text=any_text, language=st.sampled_from(LANGUAGES))
def test_any_text_has_keywords_of_its_own(title: str, text: str, language: str) -> None:
    clean = normalise_article(article(title=title, text=text, language=language))
    found = add_keywords(clean).keywords
    assert found is not None
    terms = [keyword.term for keyword in found]
    assert len(terms) <= MOST
    assert len({term.casefold() for term in terms}) == len(terms)
    for keyword in found:
        assert keyword.score > 0
        assert folded(keyword.term) in folded(f"{clean.title or ''}{clean.text}")
        assert 1 <= len(keyword.term.split()) <= 2


@settings(max_examples=50, deadline=None)
@given(text=any_text, language=st.sampled_from(LANGUAGES))
def test_the_same_text_has_the_same_keywords(text: str, language: str) -> None:
    one = article(text=text, language=language)
    assert add_keywords(one) == add_keywords(add_keywords(one))
