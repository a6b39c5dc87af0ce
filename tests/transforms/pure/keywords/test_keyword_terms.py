"""Which words and pairs may be keywords, and how often each is used."""

from transforms.pure.keywords.keyword_terms import FoundTerm, find_terms


def terms(text: str, language: str = "en", title: str = "") -> list[FoundTerm]:
    often, once = find_terms(title, text, language, language)
    return [*often, *once]


def uses(text: str, language: str = "en", title: str = "") -> dict[str, int]:
    return {term.text: term.uses for term in terms(text, language, title)}


def test_the_last_name_counts_for_the_full_name() -> None:
    found = uses("Then Gareth Illingworth spoke. Later Illingworth left. We saw Illingworth again.")
    assert found["Gareth Illingworth"] == 3
    assert not {"Gareth", "Illingworth"} & found.keys()


def test_a_last_name_of_many_counts_for_none_of_them() -> None:
    found = uses(
        "He met Kamala Harris, then Shyamala Harris and Maya Harris. We saw Kamala Harris again. They asked Harris twice."
    )
    assert found["Kamala Harris"] == 2
    assert found["Harris"] == 3


def test_a_pair_that_is_used_as_one_takes_the_place_of_its_words() -> None:
    found = uses("The carbon tax works. A carbon tax hurts. This carbon tax stays.")
    assert found["carbon tax"] == 3
    assert not {"carbon", "tax"} & found.keys()


def test_words_that_go_with_many_others_stay_alone() -> None:
    found = uses("The carbon tax works. The carbon budget, carbon prices, carbon stores, carbon sinks. A carbon tax.")
    assert "carbon" in found
    assert "carbon tax" not in found


def test_in_german_only_nouns_are_keywords() -> None:
    found = uses("Der graue Wolf heult laut. Ein Wolf streunt. Der Wolf frisst.", "de")
    assert list(found) == ["Wolf"]


def test_the_title_is_noted() -> None:
    titled = {term.text: term.is_titled for term in terms("The sluice and the canal.", title="Sluice Opens")}
    assert (titled["sluice"], titled["canal"]) == (True, False)


def test_words_that_count_once_are_apart_unless_the_title_has_them() -> None:
    text = "The sluice and the canal. Each glacier is a glacier."
    often, once = find_terms("Sluice Opens", text, "en", "en")
    assert ({term.text for term in often}, {term.text for term in once}) == ({"sluice", "glacier"}, {"canal"})
