"""What is a quote, and what is not."""

import pytest

from transforms.pure.quotes.direct_speech import quotes_in_text

REYES = "Ana Reyes"
TEXTS = {
    "interrupted": ("“It holds,” said Ana Reyes, “for now.”", [("It holds,", REYES), ("for now.", REYES)]),
    "goes on behind it": ("“It holds,” said Ana Reyes. “Go home.”", [("It holds,", REYES), ("Go home.", REYES)]),
    "goes on in the next paragraph": (
        "“It holds,” said Ana Reyes.\n\n“Nobody below is in danger.”",
        [("It holds,", REYES), ("Nobody below is in danger.", REYES)],
    ),
    "paragraphs without closing marks": (
        "Ana Reyes said: “We have waited for years.\n\n“Now it is here.”",
        [("We have waited for years.", REYES), ("Now it is here.", REYES)],
    ),
    "another speaker is not mixed in": (
        "“It holds,” said Ana Reyes.\n\n“It does not,” grumbled the neighbour of the dam.",
        [("It holds,", REYES)],
    ),
    "a part of a sentence": ("Ana Reyes said it was “a mistake made in haste”.", [("a mistake made in haste", REYES)]),
    "two words": ("Ana Reyes said it was “a mistake”.", []),
    "a title": ("Ana Reyes said the film “The Last Ferry of All” was long.", []),
    "a named thing": ("Ana Reyes said the tower, known as “the big old lady”, is safe.", []),
    "indirect speech": ("Ana Reyes said that it holds.", []),
    "a sign": ("A sign read “No Dumping Here”.", []),
    "a headline in marks": ("“Dam holds for now”\n\nThe river fell.", []),
    "a pronoun": ("Mayor Ana Reyes came. “It holds,” she said.", [("It holds,", REYES)]),
    "a pronoun that may mean two": ("Ana Reyes met Fiona Marsh. “It holds,” she said.", [("It holds,", None)]),
    "no participle that begins a sentence": (
        "Dressed in grey, Reyes rose.\n\nDressed for rain, she left and said: “It holds.”",
        [("It holds.", None)],
    ),
    "roles of several before their names": (
        "Singer-guitarists Ana Reyes and Tom Orr came. “It holds,” Reyes said.",
        [("It holds,", REYES)],
    ),
    "a team and a position before a name": (
        "Browns DL Ana Reyes was late. “It holds,” Reyes said.",
        [("It holds,", REYES)],
    ),
    "an office before a name": (
        "Minister for Foreign Affairs Ana Reyes came. “It holds,” Reyes said.",
        [("It holds,", REYES)],
    ),
    "a verb with a capital before a name": (
        "Read Ana's book. Ana Reyes wrote it. “It holds,” Ana says.",
        [("It holds,", REYES)],
    ),
    "the verb first": ("The dam is old.\n\nSays engineer Ana Reyes: “It holds.”", [("It holds.", REYES)]),
    "somebody of a country": ("“It holds,” the Spaniard said.", [("It holds,", None)]),
    "no one who is only for something": (
        "Doctors for Camp Closure wrote. “It holds for now,” the doctors said.",
        [("It holds for now,", None)],
    ),
    "a song": ("Ana Reyes began the intro to “Walking in the Summer Rain.”", []),
    "a few words of nobody": ("A neighbour called it “a sad day”.", []),
    "more words of nobody": ("A neighbour called it “a sad day for us all”.", [("a sad day for us all", None)]),
    "whom nobody names": ("“It holds,” said a neighbour.", [("It holds,", None)]),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_quotes(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = quotes_in_text(text, "en")
    assert found is not None
    assert [(text[start:end], who) for start, end, who in found] == expected


OTHERS = {
    "words of saying within the marks": (
        "fr",
        "« Il faut agir, a dit Jean Roux, et vite. »",
        [("Il faut agir, a dit Jean Roux, et vite.", "Jean Roux")],
    ),
    "a dialogue": ("es", "—No lo sé —dijo Ana—. Ya veremos.", [("No lo sé", "Ana"), ("Ya veremos.", "Ana")]),
    "dashes within the marks": (
        "ru",
        "«Стыдно, — сказал Олег Сомов. — Будем работать».",
        [("Стыдно", "Олег Сомов"), ("Будем работать", "Олег Сомов")],
    ),
    "a verb without its pronoun": (
        "es",
        "El técnico Raúl Cabrera calló. “Nos faltó hambre”, afirmó.",
        [("Nos faltó hambre", "Raúl Cabrera")],
    ),
    "the role alone of who spoke before": (
        "pt",
        "“Fomos melhores”, disse Nuno Saraiva.\n\n“Agora é descansar”, acrescentou o técnico.",
        [("Fomos melhores", "Nuno Saraiva"), ("Agora é descansar", "Nuno Saraiva")],
    ),
    "a phrase at the end": ("de", "„Es hält“, so der Ingenieur Emil Nowak.", [("Es hält", "Emil Nowak")]),
    "a dash that begins a later line": (
        "fr",
        "Le bassin ferme.\n\n— On verra bien, soupire M. Petit.",
        [("On verra bien", "Petit")],
    ),
    "an age in the place of a name": (
        "de",
        "Der Vorsitzende Willi Stamm blieb. „Es hält“, scherzt der 81-Jährige.",
        [("Es hält", "Willi Stamm")],
    ),
    "a body without its article": ("de", "„Es hält“, teilte das Landratsamt mit.", [("Es hält", "Landratsamt")]),
    "an adverb before its verb": (
        "de",
        "Ministerin Clara Henning kam. Zugleich klagte sie über die Kosten und betonte: „Es hält.“",
        [("Es hält.", "Clara Henning")],
    ),
    "a word that a hyphen binds to the marks": (
        "de",
        "Im „Rat der Weisen“-Gespräch sagte Emil Nowak: „Es hält.“ Die „Wir schaffen das“-Formulierung betonte: „Nein.“",
        [("Es hält.", "Emil Nowak"), ("Nein.", None)],
    ),
    "a particle of another language": (
        "de",
        "„Es hält“, sagte Kapitän Joost van Dalen.",
        [("Es hält", "Joost van Dalen")],
    ),
    "a particle with a capital": (
        "nl",
        "Bondscoach Piet de Graaf kwam. ‘Het houdt’, zei De Graaf. ‘Alles is rustig’, meldde de politie.",
        [("Het houdt", "Piet de Graaf"), ("Alles is rustig", "politie")],
    ),
    "a few words of nobody": ("es", "La empresa sube precios, lo que es “un verdadero problema” según dicen.", []),
    "where somebody is from": ("de", "„Es hält“, sagte Nele Hartwig von der Bahn.", [("Es hält", "Nele Hartwig")]),
}


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_other_languages(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    found = quotes_in_text(text, language)
    assert found is not None
    assert [(text[start:end], who) for start, end, who in found] == expected


NO_QUOTES = {
    "what one could say": "You could simply say, “Give me something fruity, please.”",
    "an attribute": "China said it is committed to the “one country, two systems” formula.",
    "the words of another sentence": "He reviewed the “Cost and Value” list, which he says is long.",
    "what was named": "The patient was diagnosed with what's called “feather duvet lung,” an illness.",
}


@pytest.mark.parametrize("text", NO_QUOTES.values(), ids=NO_QUOTES.keys())
def test_no_quotes(text: str) -> None:
    assert quotes_in_text(text, "en") == []
