"""Who says what, by the words beside it."""

import pytest

from transforms.pure.quotes.attributions import attribution_after, attribution_before
from transforms.pure.quotes.speech_words import words_of
from transforms.pure.quotes.word_kinds import parse as parse_words

AFTER = {
    "verb first": ("en", " said Ana Reyes, the director.", ("name", "Ana Reyes")),
    "verb last": ("en", " Reyes said on Monday.", ("name", "Reyes")),
    "role stripped": ("en", " said Detective Inspector Carol Webb.", ("name", "Carol Webb")),
    "an apposition before the verb": ("en", " Ana Reyes, mayor of Millbrook, said.", ("name", "Ana Reyes")),
    "a role with its name between commas": (
        "en",
        " said the union's secretary, Hannah Boyle.",
        ("name", "Hannah Boyle"),
    ),
    "according to": ("en", " according to Rail West.", ("name", "Rail West")),
    "a pronoun": ("en", " she said, laughing.", ("she", "she")),
    "a body without a name": ("en", " police said in a statement.", ("body", "police")),
    "a role alone": ("en", " the mayor said.", ("role", "mayor")),
    "whom nobody names": ("en", " a spokesman for Tesla said.", ("nobody", "")),
    "two at once": ("en", " Reyes and Webb said.", ("nobody", "")),
    "nobody says it": ("en", " was read aloud by children.", None),
    "so": ("de", ", so der Glaziologe Matthias Gruber.", ("name", "Matthias Gruber")),
    "a noun is no name": ("de", ", sagte der Bagger.", ("nobody", "")),
    "said to a paper": ("de", ", sagte Kern der Zeitung.", ("name", "Kern")),
    "auxiliary and participle": ("fr", ", a déclaré la ministre, Claire Morel, lundi.", ("name", "Claire Morel")),
    "inverted pronoun": ("fr", ", a-t-elle ajouté.", ("she", "")),
    "a body in a place": ("ru", ", — сообщили в МЧС.", ("name", "МЧС")),
    "behind a complement": ("ru", ", — заявил глава МИД Сергей Петров.", ("name", "Сергей Петров")),
    "without subject": ("es", ", explicó.", ("left out", "")),
    "with a particle": ("nl", ", zegt Karin de Boer.", ("name", "Karin de Boer")),
}
BEFORE = {
    "colon": ("en", "Ashdown added: ", ("name", "Ashdown")),
    "to whom": ("en", "The judge, Helen Farrow, told jurors: ", ("name", "Helen Farrow")),
    "a clause between": ("en", "Luis Ortega, who scored twice, praised the fans: ", ("name", "Luis Ortega")),
    "an adverbial first": ("en", "In a letter to Webb, Reyes said the plan was ", ("name", "Reyes")),
    "a shared subject": ("en", "Reyes paused and said: ", ("name", "Reyes")),
    "no verb of saying, but a colon": ("en", "Reyes was angry: ", ("topic", "Reyes")),
    "no verb of saying": ("en", "The film ", None),
    "verb second": ("de", "Am Montag sagte Anna Klein: ", ("name", "Anna Klein")),
    "verb second, behind a noun": ("de", "Im Interview mit dem Programm sagte Bennett: ", ("name", "Bennett")),
    "laut": ("de", "Laut Verkehrsforscher Emil Nowak ist die Brücke ", ("name", "Emil Nowak")),
    "an object before the verb": ("it", "La regista Elena Sforza lo ha definito ", ("name", "Elena Sforza")),
    "selon": ("fr", "Selon le procureur Denis Roux, il s'agissait d'", ("name", "Denis Roux")),
}


@pytest.mark.parametrize(("language", "text", "expected"), AFTER.values(), ids=AFTER.keys())
def test_after_the_words(language: str, text: str, expected: tuple[str, str] | None) -> None:
    words = words_of(language)
    assert words is not None
    found = attribution_after(parse_words(text, 0, len(text), words), text, language)
    assert (found and (found.kind, text[found.start : found.end])) == expected


@pytest.mark.parametrize(("language", "text", "expected"), BEFORE.values(), ids=BEFORE.keys())
def test_before_the_words(language: str, text: str, expected: tuple[str, str] | None) -> None:
    words = words_of(language)
    assert words is not None
    found = attribution_before(parse_words(text, 0, len(text), words), text, language)
    assert (found and (found.kind, text[found.start : found.end])) == expected
