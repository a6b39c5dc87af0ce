"""Keywords: what sets an article apart, in the article's own words."""

import pytest
from articles_to_enrich import article

from bench.enrichment.keywords import measure_written
from transforms.pure.enrichment.keywords import MOST, add_keywords
from transforms.records import Image, Source

DAM = (
    "Engineers closed the Kellbrook dam after Gareth Illingworth found a crack in the spillway.\n\n"
    "Illingworth said on Tuesday that the spillway would be mended. The Tarn Valley Gazette had asked for months.\n\n"
    "Below the dam, farmers moved their sheep. Two farmers told Reuters that the spillway had leaked since January."
)


def terms(text: str, language: str | None = "en", **fields: object) -> list[str]:
    done = add_keywords(article(text=text, language=language, **{"title": "Dam closed", **fields}))
    assert done.keywords is not None
    return [keyword.term for keyword in done.keywords]


def test_rare_words_and_names_come_first() -> None:
    assert set(terms(DAM)[:3]) == {"Gareth Illingworth", "spillway", "dam"}


def test_scores_fall() -> None:
    done = add_keywords(article(text=DAM, language="en"))
    scores = [keyword.score for keyword in done.keywords or ()]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_person_is_one_keyword_and_the_last_name_alone_counts_for_it() -> None:
    found = terms(DAM)
    assert "Gareth Illingworth" in found
    assert not {"Gareth", "Illingworth"} & set(found)


def test_days_months_and_agencies_are_no_keywords() -> None:
    assert not {"Tuesday", "January", "Reuters", "months", "said"} & set(terms(DAM))


def test_the_outlet_and_the_authors_are_no_keywords() -> None:
    made = {"source": Source(site="tvg.example", name="Tarn Valley Gazette"), "authors": ("Gareth Illingworth",)}
    assert {"Tarn Valley", "Valley Gazette"} & set(terms(DAM * 2))
    found = terms(DAM * 2, **made)
    assert not {"Tarn Valley", "Valley Gazette", "Gazette", "Gareth Illingworth", "Illingworth"} & set(found)


def test_a_caption_in_the_text_does_not_count() -> None:
    caption = "Zeppelin over Zeppelin field at the Zeppelin show"
    image = Image(url="https://news.example/1.jpg", caption=caption)
    assert "Zeppelin" in " ".join(terms(f"{DAM}\n\n{caption}"))
    assert "Zeppelin" not in " ".join(terms(f"{DAM}\n\n{caption}", images=(image,)))


def test_addresses_do_not_count() -> None:
    assert not {"https", "example", "Zeppelin"} & set(terms(f"{DAM} See https://zeppelin.example/Zeppelin."))


def test_forms_of_one_word_are_one_keyword_as_it_is_written_most_often() -> None:
    text = (
        "The glacier shrank. Glaciers shrink in summer. Near the village glaciers have gone, all glaciers, they say. "
        * 2
    )
    found = [term.casefold() for term in terms(text)]
    assert "glaciers" in found
    assert "glacier" not in found


def test_the_longer_the_text_the_more() -> None:
    assert len(terms("A lynx was seen near the old mill. The lynx left tracks.")) <= 3
    assert len(terms(DAM * 4)) <= MOST


OTHERS = {
    "de": ("Der Wolf riss nachts Schafe. Die Schafe gehörten Gesa Behrens. Der Wolf kam wieder.", "Schafe"),
    "ru": ("Мост закрыли. Опоры моста подмыло. Ремонт моста начнут летом, сказал Олег Дронов.", "Олег Дронов"),
    "ja": ("黒羽ダムの貯水率が下がった。黒羽ダムの貯水率は9%だ。", "黒羽ダム"),
    "zh": ("水库水位上涨。居民离开水库下游。水库今天泄洪。", "水库"),
    "ko": ("수상버스가 멈췄다. 승객은 수상버스를 떠났다.", "수상버스"),
    "hi": ("तालाब भर गए। किसानों ने तालाब खोदे।", "तालाब"),
}


@pytest.mark.parametrize(("language", "text", "term"), [(key, *value) for key, value in OTHERS.items()], ids=OTHERS)
def test_other_languages_and_scripts(language: str, text: str, term: str) -> None:
    assert term in terms(text, language, title=None)


@pytest.mark.parametrize("language", ["th", "vi", "sw", "und", None])
def test_without_a_list_of_words_keywords_are_null(language: str | None) -> None:
    assert add_keywords(article(text=DAM, language=language)).keywords is None


def test_a_text_without_words_has_none() -> None:
    assert add_keywords(article(text="12:30 1-2 ...", title=None, language="en")).keywords == ()


def test_quality_stays_above_its_floors() -> None:
    low = [figure for figure in measure_written() if figure.floor is not None and figure.value < figure.floor]
    assert low == []
