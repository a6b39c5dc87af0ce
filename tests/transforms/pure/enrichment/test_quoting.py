"""The step quotes, and what it is measured at."""

import pytest
from articles_to_enrich import enriched
from hypothesis import given
from hypothesis import strategies as st

from bench.enrichment.quotes import measure, written_texts
from transforms.annotations import Quote
from transforms.pure.quotes.direct_speech import quotes_in_text

SAID = "“It holds,” said Mayor Ana Reyes. “For now.”"


def test_who_said_what_and_where() -> None:
    assert enriched("quotes", text=SAID, language="en-GB").quotes == (
        Quote(speaker="Ana Reyes", text="It holds,", position=1),
        Quote(speaker="Ana Reyes", text="For now.", position=35),
    )


@pytest.mark.parametrize(("language", "quotes"), [("en", ()), (None, None), ("fi", None)])
def test_none_found_is_not_the_same_as_no_words_for_the_language(language: str | None, quotes: object) -> None:
    assert enriched("quotes", text="Nobody said a word.", language=language).quotes == quotes


@pytest.mark.parametrize("figure", measure(), ids=lambda figure: figure.what)
def test_quality_stays_above_its_floor(figure: object) -> None:
    floor = figure.floor  # type: ignore[attr-defined]
    assert floor is None or figure.value >= floor  # type: ignore[attr-defined]


LANGUAGES = sorted({text.language for text in written_texts()})
MARKS = ["“", "”", "„", "«", "»", '"', "'", "‘", "’", "—", " – ", "「", "」", ". ", ", ", "\n\n", "…", "?"]
WORDS = ["と述べた。", "said ", "Ana Reyes ", "sagte er ", "dit ", "dijo Ana", "сказал Олег", "He", "no"]
PIECES = st.sampled_from(MARKS + WORDS)


@given(text=st.lists(PIECES, max_size=40).map("".join), language=st.sampled_from(LANGUAGES))
def test_a_quote_is_a_part_of_the_text_and_none_overlaps_the_next(text: str, language: str) -> None:
    article = enriched("quotes", text=text, language=language)
    assert article.quotes is not None
    end = 0
    for quote in article.quotes:
        assert quote.text and quote.text == quote.text.strip()
        assert text[quote.position : quote.position + len(quote.text)] == quote.text
        assert quote.position >= end
        end = quote.position + len(quote.text)


def test_each_written_quote_lies_where_its_label_says() -> None:
    texts = list(written_texts())
    assert sum(len(text.quotes) for text in texts) >= 250
    assert all(0 <= start < end <= len(text.text) for text in texts for start, end, _ in text.quotes)
    assert all(quotes_in_text(text.text, text.language) is not None for text in texts)
