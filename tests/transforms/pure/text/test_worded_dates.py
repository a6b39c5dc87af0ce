"""Dates in words: many languages and orders, and what is no date."""

from datetime import date, datetime

import pytest
from ends_soon import ends_soon

from transforms.pure.text.worded_dates import date_patterns, fold_date, patterns_for, read_worded
from transforms.pure.text.wordlists import month_numbers, rare_month_numbers

DAYS = """
26 novembre 2026|26. November 2026|26 de noviembre de 2026|26 de novembro de 2026|2026. november 26.|26. marraskuuta 2026
26 Kasım 2026|26 KASIM 2026|26 नवंबर 2026|26 نوفمبر 2026|26 tháng 11, 2026|2026年11月26日|2026년 11월 26일|2026. 11. 26.
26 ноября 2026 г.|26 ноя 2026|26 листопада 2026|26 νοεμβρίου 2026|26 ספטמבר 2026|26 noiembrie 2026|26 lapkričio 2026
Nov 26th, 2026|Thursday, November 26, 2026|26th of November 2026|26.Nov.2026|26-Nov-2026|Nov-26-2026|26.11.2026|26/11/2026
11/26/2026|2026/11/26|2026.11.26|2026年11月26日星期四|2026年11月26日(木)|26 nov., 2026|jeudi 26 novembre 2026
26 grudnia 2026|26 listopadu 2026|26 novembre, 2026|26 δεκ 2026|26 eki 2026|26 жовт 2026
٢٦ نوفمبر ٢٠٢٦|26 تشرين الثاني 2026|۲۶ نوامبر ۲۰۲۶|२६ नवंबर २०२६|২৬ নভেম্বর ২০২৬|26 நவம்பர் 2026|26 నవంబర్ 2026
26 نومبر 2026|26 noyabr 2026|26 Tachwedd 2026|26 nëntor 2026
2026. gada 26. novembris|2026 m. lapkričio 26 d.|2026ko azaroaren 26a|2026 жылғы 26 қараша|26 tháng 11 năm 2026
26 de novembre de 2026|26 พฤศจิกายน 2569|26 พ.ย. 2569|26 พฤศจิกายน พ.ศ. 2569|۵ آذر ۱۴۰۵|令和8年11月26日|民國115年11月26日
"""
OTHER_MONTHS = {"26 ספטמבר 2026": 9, "26 grudnia 2026": 12, "26 δεκ 2026": 12, "26 eki 2026": 10, "26 жовт 2026": 10}


@pytest.mark.parametrize("text", [text for line in DAYS.split("\n") for text in line.split("|") if text])
def test_a_day_is_read(text: str) -> None:
    assert read_worded(text) == (datetime(2026, OTHER_MONTHS.get(text, 11), 26), "day")


# The months of a year in short, as content systems write them, one language a line.
SHORT_MONTHS = """
Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez
Jan Feb Mrz Apr Mai Juni Juli Aug Sept Okt Nov Dez
janv fév mars avr mai juin juil août sept oct nov déc
ene feb mar abr may jun jul ago set oct nov dic
sty lut mar kwi maj cze lip sie wrz paź lis gru
Янв Фев Мар Апр Май Июн Июл Авг Сен Окт Ноя Дек
Січ Лют Бер Кві Тра Чер Лип Сер Вер Жов Лис Гру
яну фев март апр май юни юли авг септ окт ноем дек
Ιαν Φεβ Μάρ Απρ Μάι Ιούν Ιούλ Αύγ Σεπ Οκτ Νοέ Δεκ
ינו׳ פבר׳ מרץ אפר׳ מאי יונ׳ יול׳ אוג׳ ספט׳ אוק׳ נוב׳ דצמ׳
בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
जन॰ फ़र॰ मार्च अप्रै॰ मई जून जुल॰ अग॰ सित॰ अक्तू॰ नव॰ दिस॰
一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月
1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월
Th1 Th2 Th3 Th4 Th5 Th6 Th7 Th8 Th9 Th10 Th11 Th12
jan feb mar apr maí jún júl ágú sep okt nóv des
jan febr márc ápr máj jún júl aug szept okt nov dec
jan feb mar apr mai jūn jūl aug sep okt nov dec
jaan veebr märts apr mai juuni juuli aug sept okt nov dets
urt ots mar api mai eka uzt abu ira urr aza abe
gen febr març abr maig juny jul ag set oct nov des
"""


@pytest.mark.parametrize("names", SHORT_MONTHS.strip().split("\n"))
def test_a_short_month_is_read(names: str) -> None:
    language = "pl" if "kwi" in names else None
    got = [read_worded(f"17 {name} 2026 08:30:00 +0000", language) for name in names.split()]
    assert [reading and reading[0].month for reading in got] == list(range(1, 13))


TIMES = {
    "26 Nov 2026 08:30": "2026-11-26T08:30:00",
    "08:30, 26.11.2026": "2026-11-26T08:30:00",
    "08:30 GMT, 26 Nov 2026": "2026-11-26T08:30:00+00:00",
    "26 de noviembre de 2026 a las 08:30": "2026-11-26T08:30:00",
    "26 de novembro de 2026 às 08h30": "2026-11-26T08:30:00",
    "26. marraskuuta 2026 klo 8.30": "2026-11-26T08:30:00",
    "2026. november 26., csütörtök 8:30": "2026-11-26T08:30:00",
    "26.11.2026, 08:30 Uhr": "2026-11-26T08:30:00",
    "26 Nov 2026, 08:30 hrs": "2026-11-26T08:30:00",
    "26 november 2026, 08:30 u": "2026-11-26T08:30:00",
    "26 Nov 2026 08:30 UTC+0530": "2026-11-26T08:30:00+05:30",
    "26 ноября 2026 г., 08:30": "2026-11-26T08:30:00",
    "2026年11月26日 下午8:30": "2026-11-26T20:30:00",
    "2026年11月26日(木) 午前8時30分": "2026-11-26T08:30:00",
    "2026년 11월 26일 오후 12:30": "2026-11-26T12:30:00",
    "四, 26 11月 2026 08:30:00 +0800": "2026-11-26T08:30:00+08:00",
    "Чт, 26 ноя 2026 08:30:00 +0300": "2026-11-26T08:30:00+03:00",
    "jeu., 26 nov. 2026 08:30:00 +0100": "2026-11-26T08:30:00+01:00",
    "Perşembe, 26 Kasım 2026 08:30 +0300": "2026-11-26T08:30:00+03:00",
    "Thu Nov 26 08:30:00 2026": "2026-11-26T08:30:00",
    "Thu Nov 26 08:30:00 CET 2026": "2026-11-26T08:30:00+01:00",
    "Thu Nov 26 08:30:00 +0530 2026": "2026-11-26T08:30:00+05:30",
    "Nov 26, 2026, 8:30 a.m.": "2026-11-26T08:30:00",
    "Nov 26, 2026 12:30 am": "2026-11-26T00:30:00",
    "Nov 26, 2026 12:30 pm EST": "2026-11-26T12:30:00-05:00",
    "26 Nov 26 08:30:00 GMT": "2026-11-26T08:30:00+00:00",
    "26-Nov-2026 08:30:00 America/New_York": "2026-11-26T08:30:00-05:00",
    "Sunday, November 22, 2026 - 00:00": "2026-11-22T00:00:00",
    "26 Nov 2026 08.30.00 -0300": "2026-11-26T08:30:00-03:00",
}


@pytest.mark.parametrize(("text", "expected"), TIMES.items())
def test_a_time_is_read(text: str, expected: str) -> None:
    reading = read_worded(text)
    assert reading is not None and reading[0].isoformat() == expected


NONE = """
|November 2026|26 November|03/04/2026|03-04-2026 10:00|31 Feb 2026|0 Nov 2026|26 Nov 2026 25:00|26 Nov 2026 14:00 AM
26 Nov 2026 08:00 IST|Thu Nov 26 08:00:00 CST 2026|26 Nov 2026 08:00 to 27 Nov 2026|<b>26 Nov 2026</b>|26 Nov 26
26 flood 2026|2026-11-26 2026-11-27|1126 Nov 2026|26 listopada 2026|26 Nov 2026 0800|Nov 26 2026 and 30 more words of a long line
5 November 1405|31 اسفند ۱۴۰۵|26 November 2569
"""


@pytest.mark.parametrize("text", [text for line in NONE.strip("\n").split("\n") for text in line.split("|")])
def test_what_is_no_date_or_one_of_two_is_not_read(text: str) -> None:
    assert read_worded(text) is None


@pytest.mark.parametrize(
    ("text", "language", "month"),
    [("26/11/2569", "th", 11), ("1405/09/05", "fa", 11),
     ("26 listopada 2026", "pl", 11), ("26 listopada 2026", "hr-HR", 10), ("26 lip 2026", "pl", 7), ("26 srp 2026", "cs", 8)],
)  # fmt: skip
def test_the_language_decides_on_a_month_of_two(text: str, language: str, month: int) -> None:
    assert read_worded(text, language) == (datetime(2026, month, 26), "day")


ORDERS = {
    "fr": "03/04/2026 08:00", "es-MX": "3/4/2026", "pt": "03-04-2026", "nl-BE": "3-4-2026", "el": "3/4/2026", "vi": "03/04/2026",
    "en-GB": "03/04/2026", "en_IN": "03-04-2026 10:30", "ar": "٠٣/٠٤/٢٠٢٦", "th": "3/4/2569",
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), ORDERS.items())
def test_the_language_tells_the_day_from_the_month(language: str, text: str) -> None:
    reading = read_worded(text, language)
    assert reading is not None and reading[0].date() == date(2026, 4, 3)


@pytest.mark.parametrize(
    "language", ["en", "en-US", "en-CA", "en-ZA", "fil", "fr-CA", "es-US", "es-PR", "zh", "ja", "hu", "lt", ""]
)
def test_a_language_of_several_orders_tells_nothing(language: str) -> None:
    assert read_worded("03/04/2026", language) is None


@ends_soon
@pytest.mark.parametrize("piece", ["1", "1:", "26 ", "nov ", "26 nov ", ". ", "年", "[(", "a.m. ", "2026 "])
def test_no_line_takes_long(piece: str) -> None:
    read_worded((piece * 100)[:100])


def test_each_name_of_a_month_lets_the_patterns_with_names_look() -> None:
    names = {**month_numbers(), **rare_month_numbers()}
    assert [name for name in names if patterns_for(fold_date(f"(26.{name}.2026)")) != date_patterns()] == []
    assert patterns_for("26 dam 2026") == date_patterns()[:3]
