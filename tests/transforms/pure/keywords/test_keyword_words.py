"""The words of an article and what stands side by side."""

from transforms.pure.keywords.keyword_words import ArticleWords, CountedWord


def words(text: str, language: str = "en", title: str = "") -> ArticleWords:
    return ArticleWords(title, text, language, language)


def counted(text: str, title: str = "") -> list[CountedWord]:
    found = words(text, title=title)
    return [found.word(stem) for stem in found.by_stem]


def pairs(text: str, language: str = "en") -> dict[str, tuple[int, int]]:
    return {pair.text: (pair.count, pair.named) for pair in words(text, language).pairs}


def test_forms_of_one_word_are_counted_together() -> None:
    found = counted("A glacier melts. Two glaciers melt, small glaciers.", title="Glaciers")
    glacier = next(word for word in found if word.best.text == "glaciers")
    assert (glacier.count, glacier.titled, glacier.named) == (3, 1, 0)


def test_a_capital_at_the_beginning_of_a_sentence_says_nothing() -> None:
    found = counted("Glaciers melt. “Glaciers melt.” Near Chamonix glaciers melt.")
    named = {word.best.text: word.named for word in found}
    assert (named["Glaciers"], named["Chamonix"]) == (0, 1)


def test_pairs_end_at_marks_and_empty_words() -> None:
    found = pairs("Climate change hits. Climate, change. Climate of change. The climate change.")
    assert found == {"Climate change": (2, 0)}


def test_a_name_needs_one_use() -> None:
    assert pairs("Then Gareth Illingworth left with heavy pumps.") == {"Gareth Illingworth": (1, 1)}


def test_of_three_words_with_capitals_two_are_a_name() -> None:
    assert list(pairs("He met Recep Tayyip Erdogan there.")) == ["Tayyip Erdogan"]
    assert list(pairs("Según el Banco Central Europeo, sube.", "es")) == ["Banco Central"]


def test_a_genitive_ends_a_pair() -> None:
    assert list(pairs("He saw Gareth Illingworth's Rover.")) == ["Gareth Illingworth"]


def test_chinese_pairs_have_no_space() -> None:
    assert "清溪" in pairs("清溪水库上涨。清溪镇停课。", "zh")


def test_in_long_texts_what_is_written_once_in_lower_case_does_not_count() -> None:
    long = "Glaciers melt. " * 200
    texts = {word.best.text for word in counted(f"{long} A sluice opened near Chamonix.")}
    assert "Chamonix" in texts
    assert "sluice" not in texts
