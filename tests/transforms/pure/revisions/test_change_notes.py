"""What publishers say in the article of a change: in twelve languages and more, and not where they speak of other things."""

import pytest

from transforms.pure.revisions.change_notes import find_corrections, find_withdrawal

STORY = "\n\n".join(f"The water rose on day {number}, and the wall held." for number in range(20))


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this article named the wrong river.",
        "Correction, Nov. 15, 2026: The river is the Bracken, not the Brack.",
        "CORRECTION (Nov. 3, 10:15 a.m.): The name of the river was wrong.",
        "Correction — the river is the Bracken.",
        "[Correction: the river is the Bracken.]",
        "Clarification: the vote was advisory.",
        "• This article was amended on 3 November 2026. An earlier version named the wrong river.",
        "Editor's note: An earlier version of this story named the wrong river.",
        "This story has been corrected to show that the river is the Bracken.",
        "We regret the error.",
        "Korrektur: Der Fluss heißt anders.",
        "Korrektur vom 3. November: Der Fluss heißt anders.",
        "Anm. d. Red.: In einer früheren Version des Textes stand ein falscher Fluss. Wir haben den Fehler korrigiert.",
        "Richtigstellung: Der Fluss heißt anders.",
        "Rectificatif : la rivière porte un autre nom.",
        "Une version précédente de cet article citait une autre rivière.",
        "Fe de errores: el río es otro.",
        "En una versión anterior de este artículo se citaba otro río.",
        "Errata corrige: il fiume è un altro.",
        "In una versione precedente di questo articolo era indicato un altro fiume.",
        "Correção: o rio é outro.",
        "Erramos: o texto citava outro rio.",
        "Correctie 3 november: de rivier heet anders.",
        "In een eerdere versie van dit artikel stond een andere rivier. Dat is aangepast.",
        "Sprostowanie: rzeka nazywa się inaczej.",
        "W poprzedniej wersji artykułu podaliśmy inną rzekę.",
        "Rättelse: Floden heter något annat.",
        "I en tidigare version av artikeln angavs fel flod.",
        "Rettelse: Floden hedder noget andet.",
        "I en tidligere version af artiklen stod der en forkert flod.",
        "Rettelse 3. november: Elven heter noe annet.",
        "I en tidligere versjon av artikkelen sto det feil elv.",
        "Düzeltme: Nehrin adı başka.",
        "Haberin önceki versiyonunda nehrin adı yanlış yazılmıştı.",
        "Исправление: река называется иначе.",
        "В предыдущей версии статьи была названа другая река.",
    ],
)
@pytest.mark.parametrize("place", ["head", "foot"])
def test_notes_are_found_at_the_head_and_at_the_foot(note: str, place: str) -> None:
    text = f"{note}\n\n{STORY}" if place == "head" else f"{STORY}\n\n{note}"
    assert find_corrections(text) == [note]


def test_the_paragraph_below_a_heading_is_the_note() -> None:
    text = f"{STORY}\n\nCorrections and clarifications\n\nThe river is the Bracken."
    assert find_corrections(text) == ["Corrections and clarifications The river is the Bracken."]


def test_several_notes_are_found() -> None:
    text = f"{STORY}\n\nCorrection: The river is the Bracken.\n\nCorrection: The wall is of stone."
    assert len(find_corrections(text)) == 2


def test_a_long_note_ends_in_an_ellipsis() -> None:
    (note,) = find_corrections(f"Correction: {'The river is the Bracken. ' * 50}")
    assert len(note) <= 1_000 and note.endswith("…")


@pytest.mark.parametrize(
    "line",
    [
        "Correction officers: a strike begins on Monday.",
        "Corrections are needed on the market, analysts say.",
        "The market is in a correction.",
        "Korrekturen am Gesetz verlangt die Opposition seit langem.",
        "Poprawka do ustawy przeszła.",
        "Rectification of borders is not on the agenda.",
    ],
)
def test_lines_of_a_story_are_no_notes(line: str) -> None:
    assert find_corrections(line) == []


def test_in_the_middle_of_a_text_nothing_is_a_note() -> None:
    assert find_corrections(f"{STORY}\n\nCorrection: x\n\n{STORY}") == []


@pytest.mark.parametrize(
    "notice",
    [
        "This article has been removed.",
        "This story has been retracted because its sources could not be confirmed.",
        "We have withdrawn this article while we look into a complaint.",
        "The Brackwater Post has retracted this story.",
        "Dieser Artikel wurde zurückgezogen, weil er Fehler enthielt.",
        "Der Beitrag wurde zurückgezogen.",
        "Cet article a été retiré à la demande d'un tiers.",
        "Nous avons dépublié cet article.",
        "Este artículo ha sido retirado.",
        "Esta noticia ha sido eliminada por contener errores.",
        "Questo articolo è stato rimosso.",
        "L'articolo è stato ritirato.",
        "Este artigo foi removido.",
        "Esta reportagem foi retirada do ar.",
        "Dit artikel is verwijderd.",
        "Wij hebben dit artikel verwijderd.",
        "Ten artykuł został usunięty.",
        "Artykuł został wycofany.",
        "Den här artikeln har tagits bort.",
        "Artikeln är avpublicerad.",
        "Denne artikel er blevet fjernet.",
        "Artiklen er trukket tilbage.",
        "Denne saken er avpublisert.",
        "Bu haber yayından kaldırılmıştır.",
        "Эта статья удалена.",
        "Материал снят с публикации.",
    ],
)
def test_notices_of_withdrawal_are_found(notice: str) -> None:
    assert find_withdrawal([None, "The dam opens", notice]) == notice


@pytest.mark.parametrize(
    "line",
    [
        "The article of the law was removed.",
        "He removed the statue after this article appeared.",
        "The troops have been withdrawn.",
        "This article is about a statue that has been removed.",
        "This article has been removed. " * 30,
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert find_withdrawal([line]) is None
