"""The encoding of a page, decided once. Expected values: WHATWG Encoding Standard, HTML Standard."""

import codecs

import pytest

from transforms.pure.net.charsets import decode_page, encoding_name, meta_charset, utf8_of

GERMAN = "<p>Zürich, Köln: „Größe“ – 5 €</p>"
RUSSIAN = "<p>Правительство приняло новый закон о железных дорогах, сообщили вчера в министерстве транспорта.</p>"
JAPANESE = "<p>政府は昨日、新しい鉄道法案を可決したと発表した。</p>"
CHINESE = "<p>政府昨天宣布通过了新的铁路法案,交通部表示支持。</p>"
KOREAN = "<p>정부는 어제 새로운 철도법을 통과시켰다고 발표했다.</p>"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF8", "utf-8"),
        ("latin1", "windows-1252"),
        ("ISO_8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("iso-8859-11", "windows-874"),
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-15", "iso-8859-15"),
        ("utf-16", "utf-16le"),
        (' "Windows-1251"', "windows-1251"),
        ("utf-7", None),
        ("hex", None),
        ("rot13", None),
        ("idna", None),
        ("none", None),
        ("", None),
        (None, None),
    ],
)
def test_labels(label: str | None, name: str | None) -> None:
    assert encoding_name(label) == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta charset="windows-1251">', "windows-1251"),
        ("<META CHARSET=koi8-r>", "koi8-r"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "shift_jis"),
        ("<meta content='text/html; charset = euc-kr' http-equiv=content-type />", "euc-kr"),
        ('<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        ('<!-- <meta charset="koi8-r"> --><meta charset="big5">', "big5"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="klingon">', None),
        ("<p>charset=koi8-r", None),
        (" " * 4096 + '<meta charset="koi8-r">', None),
    ],
)
def test_meta(head: str, name: str | None) -> None:
    assert meta_charset(head.encode()) == name


@pytest.mark.parametrize(
    ("text", "codec", "declared", "meta", "name"),
    [
        (GERMAN, "utf-8", None, None, "utf-8"),
        (GERMAN, "utf-8", "iso-8859-1", None, "utf-8"),
        (GERMAN, "utf-8", None, "windows-1252", "utf-8"),
        (GERMAN, "cp1252", "iso-8859-1", None, "windows-1252"),
        (GERMAN, "cp1252", None, "iso-8859-1", "windows-1252"),
        (GERMAN, "cp1252", "utf-8", "windows-1252", "windows-1252"),
        (GERMAN, "cp1252", None, None, "windows-1252"),
        (GERMAN, "iso8859-15", "iso-8859-15", None, "iso-8859-15"),
        (GERMAN, "utf-8-sig", "windows-1251", None, "utf-8"),
        (GERMAN, "utf-16", "utf-8", None, "utf-16le"),
        (GERMAN, "utf-16-be", "utf-16be", None, "utf-16be"),
        (RUSSIAN, "cp1251", "windows-1251", None, "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r", "windows-1251", "koi8-r"),
        (RUSSIAN, "cp1251", None, None, "windows-1251"),
        (RUSSIAN, "cp1251", "utf-8", None, "windows-1251"),
        (JAPANESE, "cp932", "Shift_JIS", None, "shift_jis"),
        (JAPANESE, "euc-jp", None, "EUC-JP", "euc-jp"),
        (JAPANESE, "iso2022-jp", "iso-2022-jp", None, "iso-2022-jp"),
        (GERMAN + "\x1b", "utf-8", "iso-2022-jp", None, "utf-8"),
        (CHINESE, "gb18030", "gb2312", None, "gb18030"),
        (KOREAN, "cp949", None, "ks_c_5601-1987", "euc-kr"),
        ("<p>only ASCII", "ascii", "iso-8859-1", None, "utf-8"),
        ("<p>only ASCII", "ascii", "utf-16", None, "utf-8"),
    ],
)
def test_a_page_and_its_encoding(text: str, codec: str, declared: str | None, meta: str | None, name: str) -> None:
    text = (f'<meta charset="{meta}">' if meta else "") + text * 3
    if codec == "iso8859-15":
        text = text.replace("„", '"').replace("“", '"').replace("–", "-")
    assert decode_page(text.encode(codec), declared) == (text, name)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (
            "<p>Le gouvernement a annoncé hier la réforme des chemins de fer, où l’État s’engage",
            "cp1252",
            "windows-1252",
        ),
        ("<p>El gobierno anunció ayer la reforma, según el señor Núñez", "cp1252", "windows-1252"),
        ("<p>Rząd ogłosił wczoraj nową ustawę o kolejach, źródła mówią że to możliwe", "cp1250", "windows-1250"),
        ("<p>Hükümet dün yeni demiryolu yasasını açıkladı, bakanlık değişikliği destekliyor", "cp1254", "windows-1254"),
        ("<p>Η κυβέρνηση ανακοίνωσε χθες τον νέο νόμο για τους σιδηροδρόμους", "cp1253", "windows-1253"),
        ("<p>أعلنت الحكومة أمس عن قانون جديد للسكك الحديدية", "cp1256", "windows-1256"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "shift_jis"),
        (CHINESE, "gb18030", "gb18030"),
        (KOREAN, "cp949", "euc-kr"),
    ],
)
def test_a_page_that_declares_nothing(text: str, codec: str, name: str) -> None:
    assert decode_page((text * 5).encode(codec)) == (text * 5, name)


def test_utf8_with_a_broken_character_is_still_utf8() -> None:
    body = (GERMAN * 50).encode() + "Grö".encode()[:-1] + b"</p>"
    text, name = decode_page(body, "utf-8")
    assert name == "utf-8"
    assert text == GERMAN * 50 + "Gr\ufffd</p>"


def test_a_gap_of_windows_1252_does_not_lead_elsewhere() -> None:
    assert decode_page(b"<p>caf\xe9 \x81", "iso-8859-1") == ("<p>caf\xe9 \ufffd", "windows-1252")


def test_an_empty_page() -> None:
    assert decode_page(b"") == ("", "utf-8")


def test_a_long_page_in_several_bytes_a_character_is_detected() -> None:
    text = JAPANESE * 4000
    assert decode_page(text.encode("euc-jp")) == (text, "euc-jp")


UTF8 = {
    "its own bytes": (GERMAN.encode(), True),
    "a broken character": ((GERMAN * 50).encode() + b"\xc3</p>", False),
    "U+FFFD, written as such": (f"{GERMAN}\ufffd".encode(), True),
    "a byte order mark": (codecs.BOM_UTF8 + GERMAN.encode(), False),
    "another encoding": (GERMAN.encode("cp1252"), False),
}


@pytest.mark.parametrize(("body", "is_own"), UTF8.values(), ids=UTF8)
def test_a_page_in_utf8(body: bytes, is_own: bool) -> None:
    text, name = decode_page(body, "windows-1252")
    assert utf8_of(body, text, name) == text.encode()
    assert (text.encode() == body) is is_own
