"""Few words in an encoding of their language, where nothing, or a wrong encoding, is declared."""

from __future__ import annotations

import pytest

from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.net.charsets import decode_page, encoding_name
from transforms.pure.net.language_encodings import _LETTERS, encoding_by_language

CENTRAL, BALTIC = ["windows-1250", "iso-8859-2"], ["windows-1257", "iso-8859-13"]
HEADLINES = {
    "pl": ("Powódź w dolinie: burmistrz żąda środków", CENTRAL),
    "cs": ("Povodeň v údolí: starosta žádá o pomoc", CENTRAL),
    "sk": ("Ďalší týždeň: ľudia žiadajú o pomoc", CENTRAL),
    "hu": ("Erdő és mező víz alatt, hűvös idő jön", CENTRAL),
    "sl": ("Občina išče rešitev, župan prosi za pomoč", CENTRAL),
    "hr": ("Više kuća poplavljeno, načelnik traži pomoć", CENTRAL),
    "bs": ("Više kuća poplavljeno, načelnik traži pomoć", CENTRAL),
    "ro": ("Oraşul aşteaptă ploaia: inundaţii în vale", CENTRAL),
    "sr": ("Поплава у долини: председник тражи помоћ", ["windows-1251", "iso-8859-5"]),
    "sr-Latn": ("Više kuća poplavljeno, načelnik traži pomoć", CENTRAL),
    "tr": ("Şehirde yağmur bekleniyor, ışıklar söndü", ["windows-1254"]),
    "lt": ("Potvynis slėnyje: meras prašo pagalbos, žmonės grįžta", BALTIC),
    "lv": ("Plūdi ielejā: mērs lūdz palīdzību", BALTIC),
    "et": ("Üleujutus orus: žürii õhtu, šokk", ["windows-1257", "iso-8859-15", "windows-1252"]),
    "el": ("Πλημμύρα στην κοιλάδα: Άνθρωποι επιστρέφουν", ["windows-1253", "iso-8859-7"]),
    "ru": ("Наводнение в долине: мэр просит о помощи", ["windows-1251", "koi8-r", "iso-8859-5"]),
    "uk": ("Повінь у долині: їхні домівки під водою", ["windows-1251", "koi8-u", "iso-8859-5"]),
    "be": ("Паводка ў даліне: людзі просяць дапамогі", ["windows-1251", "iso-8859-5"]),
    "bg": ("Наводнение в долината: кметът иска помощ", ["windows-1251"]),
    "mk": ("Поплава во долината: луѓето бараат помош", ["windows-1251"]),
    "he": ("שיטפון בעמק: ראש העיר מבקש סיוע", ["windows-1255"]),
    "ar": ("فيضان في الوادي: رئيس البلدية يطلب المساعدة", ["windows-1256", "iso-8859-6"]),
    "fa": ("سیل در دره: شهردار کمک می‌خواهد", ["windows-1256"]),
}
CASES = [
    pytest.param(language, headline.replace("ی", "ي") if language == "fa" else headline, name, id=f"{language} {name}")
    for language, (headline, names) in HEADLINES.items()
    for name in names
]
DECLARED = [None, "utf-8", "iso-8859-1"]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("language", "headline", "name"), CASES)
def test_a_feed_of_one_headline(language: str, headline: str, name: str, declared: str | None) -> None:
    feed = f"<rss><channel><language>{language}</language><item><title>{headline}</title></item></channel></rss>"
    assert decode_feed(feed.encode(name), declared and f"text/xml; charset={declared}") == feed


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("language", "headline", "name"), CASES)
def test_a_page_of_one_line(language: str, headline: str, name: str, declared: str | None) -> None:
    page = f'<html class=news lang="{language}"><title>Valley</title><p>{headline}'
    assert decode_page(page.encode(name), declared)[0] == page


NAMED = {
    "language": ("<rss><language>pl-PL</language>Łódź żąda", "windows-1250"),
    "dc:language": ("<rss><dc:language> pl </dc:language>Łódź żąda", "windows-1250"),
    "xml:lang of Atom": ("<feed xmlns='a' xml:lang='pl'>Łódź żąda", "windows-1250"),
    "lang without quotes": ("<html lang=PL>Łódź żąda", "windows-1250"),
    "og:locale": ('<html><meta property="og:locale" content="pl_PL">Łódź żąda', "windows-1250"),
    "content-language": ('<meta http-equiv="Content-Language" content="pl">Łódź żąda', "windows-1250"),
    "the second of two": ('<html lang="en"><meta property="og:locale" content="pl_PL">Łódź żąda', "windows-1250"),
    "none, few letters": ("<html>Łódź", None),
    "of a link": ('<html><a lang="pl" hreflang="pl" href="/pl">Łódź', None),
    "of the data for a script": ('<html data-lang="pl">Łódź', None),
    "another": ('<html lang="sw">Łódź', None),
}


@pytest.mark.parametrize(("document", "name"), NAMED.values(), ids=NAMED)
def test_where_the_language_is_named(document: str, name: str | None) -> None:
    assert encoding_by_language(document.encode("windows-1250")) == name


OTHERWISE = {
    "a French page of a Polish template": ('<html lang="pl">Les élèves à l’école où naît ça', "windows-1252"),
    "a German page of a Russian template": ('<html lang="ru">Bürger gegen Dämme, Straße gesperrt', "windows-1252"),
    "a Russian page of a Czech template": ('<html lang="cs">Наводнение в долине: мэр просит о помощи', "windows-1251"),
    "letters that stand at the same place": ('<html lang="hu">Árvíz: a polgármester kér', "windows-1252"),
    "no letters at all": ('<html lang="ru">“Flood” – 5 §', "windows-1252"),
}


@pytest.mark.parametrize(("page", "name"), OTHERWISE.values(), ids=OTHERWISE)
def test_a_language_that_does_not_suit_decides_nothing(page: str, name: str) -> None:
    assert encoding_by_language(page.encode(name)) in (None, name)
    assert decode_page(page.encode(name), name)[0] == page


@pytest.mark.parametrize(("language", "headline", "name"), CASES)
def test_utf8_with_a_cut_character_is_no_other_encoding(language: str, headline: str, name: str) -> None:
    body = f'<html lang="{language}"><p>{headline}'.encode()
    end = max(at for at, byte in enumerate(body) if byte > 0x7F)
    assert encoding_by_language(body[:end] + b" ...", [name]) is None


@pytest.mark.parametrize("declared", ["windows-1250", "iso-8859-2"])
def test_a_declaration_decides_between_equals(declared: str) -> None:
    assert encoding_by_language('<html lang="hu">hűvös idő'.encode(declared), [declared]) == declared


def test_each_encoding_is_one_of_the_standard() -> None:
    assert {name for names, _ in _LETTERS.values() for name in names if encoding_name(name) != name} == set()


LATIN = {language: HEADLINES[language][0] for language in ("pl", "cs", "sk", "hu", "sl", "ro", "tr", "lt")}


@pytest.mark.parametrize("named", ["", "<language>en-us</language>"], ids=["no language", "a template's language"])
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("text", "name"), [pytest.param(LATIN[at], HEADLINES[at][1][0], id=at) for at in LATIN])
def test_letters_alone_decide_where_no_language_does(text: str, name: str, declared: str | None, named: str) -> None:
    feed = f"<rss><channel>{named}<title>{text}</title><item><title>{text}</title></item></channel></rss>"
    assert decode_feed(feed.encode(name), declared and f"text/xml; charset={declared}") == feed


WESTERN = {
    "English with names": "Café owner José Núñez met Zoë Brontë, naïve façade, Beyoncé’s “Déjà Vu”",
    "French": "Les élèves à l’école où naît ça, l’œuvre du Noël sûr, le maïs aigu ambiguë",
    "German": "Bürger gegen Dämme, größere Straßen für Köln, Übermaß an Äpfeln, Öl",
    "Spanish": "¿Qué pasó mañana? ¡Señor Núñez pidió más niños! La pingüina cayó aquí",
    "Spanish in questions": "¿Cómo? ¿Dónde? ¿Señor? ¿Ñoño? ¿Cóndor? ¿Corazón?",
    "Portuguese": "O avô e a avó não sabiam: às três, ações e corações, à mãe também, pôr lâmpada",
    "Italian": "Perché c’è più virtù: così andrà la città, però lunedì tornò e già è là",
    "Catalan": "Els nens són a l’escola, això és força difícil: a Girona l’acció il·lusiona, qüestió",
    "Dutch": "De coördinatie van financiën, één België, geïnd, reünie, crème brûlée",
    "Swedish": "Många älskar öar: på sjön åker båtar, även för dig, över ån",
    "Danish": "Oversvømmelse på øen: mændene får hjælp, også på søen, æbler",
    "Icelandic": "Flóð í dalnum: bæjarstjóri óskar eftir aðstoð, það þarf ný göng, ýmis ráð",
    "Finnish": "Tulva laaksossa: pormestari pyytää apua, sää öisin, näin myös pöytä",
    "Albanian": "Përmbytje në luginë: kryetari kërkon ndihmë, çdo gjë është çmim",
    "Faroese": "Flóð í dalinum: borgarstjórin biður um hjálp, tað ræður, øll býirnar, úti á Oyrareingjum",
}


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8"])
@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN)
def test_letters_of_western_europe_stay(text: str, declared: str | None) -> None:
    feed = f"<rss><channel><title>{text}</title></channel></rss>"
    assert decode_feed(feed.encode("windows-1252"), declared and f"text/xml; charset={declared}") == feed


def test_a_declared_encoding_is_not_asked_for_its_letters() -> None:
    assert encoding_by_language(LATIN["pl"].encode("windows-1250"), ["windows-1257"]) is None
