"""Names in bylines."""

import pytest

from transforms.pure.text.names import find_reporter, is_nobody, looks_like_person, split_authors

SPLIT = {
    "by": ("By Ana Sample", ["Ana Sample"]),
    "German": ("Von Jörg Muster und Käthe Muster", ["Jörg Muster", "Käthe Muster"]),
    "French": ("Par Anne Exemple et Luc Exemple", ["Anne Exemple", "Luc Exemple"]),
    "roles": (
        "Ana Sample, Chief Political Correspondent, and Ben Sample, Editor-at-large",
        ["Ana Sample", "Ben Sample"],
    ),
    "role of several words": ("Von Jörg Muster, freier Mitarbeiter", ["Jörg Muster"]),
    "degrees": ("Ana Sample, MS, RDN", ["Ana Sample"]),
    "lead of two words": ("Analysis by Ana Sample", ["Ana Sample"]),
    "slash": ("Ana Sample/Ben Sample", ["Ana Sample", "Ben Sample"]),
    "Korean role": ("김예시 기자, 이보기 특파원", ["김예시", "이보기"]),
    "Chinese label": ("作者：李样本、王样本", ["李样本", "王样本"]),
    "Russian": ("Автор: Анна Пример и Борис Пример", ["Анна Пример", "Борис Пример"]),
    "Spanish": ("Por José Ejemplo y María Ejemplo", ["José Ejemplo", "María Ejemplo"]),
    "conjunction in a name": ("Luis Ejemplo y Cajal", ["Luis Ejemplo y Cajal"]),
    "place": ("Käthe Muster aus Berlin", ["Käthe Muster"]),
    "aside": ("Ana Sample (Valley Desk)", ["Ana Sample"]),
    "those who edited": ("Reporting by Ana Sample; Editing by Ben Sample", ["Ana Sample"]),
    "name that begins with a particle": ("Di Sample", ["Di Sample"]),
    "placeholder": ("admin", []),
    "placeholder with a lead": ("By admin", []),
    "commas": ("Ana Sample, Ben Sample", ["Ana Sample", "Ben Sample"]),
    "a name that begins like a word": ("Byron Sample", ["Byron Sample"]),
    "address": ("ana@valley.example", []),
    "profile": ("https://valley.example/ana", []),
    "sentence": ("the editors of this paper in the old town hall", []),
    "credit": ("(Image: Valley Photo)", []),
    "Han": ("李样本", ["李样本"]),
    "date behind": (
        "By Ana Sample and Ben Sample on Monday, November 23rd, 2026 at 11:08 a.m.",
        ["Ana Sample", "Ben Sample"],
    ),
    "date behind, Spanish": ("Por José Ejemplo 3 de mayo de 2026", ["José Ejemplo"]),
    "date behind, German": ("Von Jörg Muster, 3. November 2026", ["Jörg Muster"]),
    "date in digits": ("Ana Sample | 12/11/2026", ["Ana Sample"]),
    "a name like a day": ("Joe Friday", ["Joe Friday"]),
    "a name like a month": ("May Sample", ["May Sample"]),
    "last name first": ("Sample, Ana", ["Ana Sample"]),
    "last names first": ("Sample, Ana B.; Muster, Jörg", ["Ana B. Sample", "Jörg Muster"]),
    "agencies": ("Reuters, Bloomberg", ["Reuters", "Bloomberg"]),
    "agencies in capitals": ("AFP, DPA", ["AFP", "DPA"]),
    "name and role": ("Ana, Editor", ["Ana"]),
    "glued": ("ByAna Sample and Ben Sample", ["Ana Sample", "Ben Sample"]),
    "those who reviewed": ("By Ana Sample. Reviewed by Ben Sample", ["Ana Sample"]),
    "Chinese reporters": ("记者 王小明 李华", ["王小明", "李华"]),
    "Chinese reporters of two kinds": ("记者 王小明 通讯员 李华", ["王小明", "李华"]),
    "Japanese name with a space": ("記者 山田 太郎", ["山田 太郎"]),
    "Chinese reporter, glued": ("记者王小明、通讯员李华", ["王小明", "李华"]),
    "Chinese reporter in training": ("見習記者 王小明", ["王小明"]),
    "Chinese reporter of an agency": ("山谷社记者 王小明", ["王小明"]),
    "Japanese label": ("文＝山田太郎", ["山田太郎"]),
    "Korean name with an address": ("홍길동 기자 hong@valley.example", ["홍길동"]),
    "address within a name": ("Ana ana@valley.example Sample", ["Ana Sample"]),
    "aside within a name": ("Ana (Altdorf) Sample", ["Ana Sample"]),
    "name behind an address": ("ana@valley.example Ana Sample", ["Ana Sample"]),
    "names with addresses": (
        "Ana Sample ana@valley.example, Ben Sample ben@valley.example",
        ["Ana Sample", "Ben Sample"],
    ),
    "a template's variable": ("page.head.extra.author", []),
    "an account": ("ana.b.sample", ["ana.b.sample"]),
    "undefined": ("undefined", []),
    "nobody in particular": ("Staff Writer", []),
    "link to log in": ("Log In", []),
    "links to more": ("See all | Más artículos | Alle Artikel", []),
    "a day alone": ("Ana Sample, Friday", ["Ana Sample"]),
}


@pytest.mark.parametrize(("text", "expected"), SPLIT.values(), ids=SPLIT.keys())
def test_split_authors(text: str, expected: list[str]) -> None:
    assert split_authors(text) == expected


PEOPLE = {
    "two words": ("Ana Sample", True),
    "particles": ("Ana van der Sample", True),
    "Han": ("李样本", True),
    "Korean": ("김예시", True),
    "one word": ("Ana", False),
    "six words": ("Ana Ben Carl Dora Emil Sample", False),
    "small letters": ("ana sample", False),
    "role": ("Sports Editor", False),
    "placeholder": ("admin", False),
    "digits": ("Ana Sample2", False),
}


@pytest.mark.parametrize(("name", "expected"), PEOPLE.values(), ids=PEOPLE)
def test_looks_like_person(name: str, expected: bool) -> None:
    assert looks_like_person(name) is expected


REPORTERS = {
    "name and role": ("서다온 기자", "서다온"),
    "mail behind": ("서다온 기자 daon@valley.example", "서다온"),
    "role alone": ("기자 회견", None),
    "sentence": ("비가 내렸다고 서다온 기자가 전했다.", None),
    "Latin letters": ("Ana Sample", None),
}


@pytest.mark.parametrize(("line", "expected"), REPORTERS.values(), ids=REPORTERS)
def test_find_reporter(line: str, expected: str | None) -> None:
    assert find_reporter(line) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("admin", True), ("Admin.", True), ("Adminah Sample", False), ("", False)]
)
def test_is_nobody(name: str, expected: bool) -> None:
    assert is_nobody(name) is expected
