"""Places found by their names in 15 languages: word boundaries, prefixes, endings, and what only looks like a place."""

import pytest

from transforms.pure.entities.gazetteer import find_places, list_places

# A text, and the country with the words of the text for each place in it, in order.
FOUND = {
    "en, forms and adjectives": ("en", "U.S. envoys met Kyiv's team; a Russian drone fell.", "US:U.S. UA:Kyiv RU:Russian"),
    "en, capitals of a place line": ("en", "LONDON (AP) — It rained in FRANCE.", "GB:LONDON FR:FRANCE"),
    "en, a hyphen": ("en", "The US-led force left Guinea-Bissau.", "US:US GW:Guinea-Bissau"),
    "en, no shouting us": ("en", "CALL US NOW about the US offer", "US:US"),
    "en, parts of other names": ("en", "New Mexico, New Jersey, the Indian Ocean", "US:New_Mexico US:New_Jersey"),
    "en, people": ("en", "Jordan Peterson met Jack London, Paris Hilton and Michael Jordan.", ""),
    "en, a state behind its town": ("en", "In Paris, Texas, not London, Ontario.", "US:Paris US:Texas CA:London CA:Ontario"),
    "en, the traps": ("en", "Georgia and Jersey said nothing. Vladimir went to York.", ""),
    "en, a list of towns": ("en", "Offices in London, Paris and Berlin.", "GB:London FR:Paris DE:Berlin"),
    "en, a town with namesakes": ("en", "Viera beat Melbourne.", ""),
    "en, a town with its country": ("en", "Australian fans left Melbourne.", "AU:Australian AU:Melbourne"),
    "en, a firm's name": ("en", "The Moscow Times and Kyiv Post said", ""),
    "de": ("de", "Die russische Armee, Großbritanniens Premier, US-Präsident.", "RU:russische GB:Großbritanniens US:US"),
    "de, no adverb": ("de", "Er spricht russisch und jordanische Kollegen hören zu.", ""),
    "fr, elisions": ("fr", "L'Ukraine et la Côte d’Ivoire; la présidente suisse.", "UA:Ukraine CI:Côte_d’Ivoire CH:suisse"),
    "fr, a language": ("fr", "Traduit en français à Genève.", "CH:Genève"),
    "es": ("es", "El presidente argentino viajó de Nueva York a Moscú.", "AR:argentino US:Nueva_York RU:Moscú"),
    "ru, cases": ("ru", "В Москве посол США из Саудовской Аравии.", "RU:Москве US:США SA:Саудовской_Аравии"),
    "ru, a first name": ("ru", "Владимир приехал. Того не ждали, чад тоже.", ""),
    "uk": ("uk", "У Києві гості зі Сполучених Штатів, під Харковом.", "UA:Києві US:Сполучених_Штатів UA:Харковом"),
    "ar, prefixes": ("ar", "زار الوزير الروسي بغداد وأنقرة وقال للعراق ولبنان", "RU:الروسي IQ:بغداد TR:أنقرة IQ:لعراق LB:لبنان"),
    "ar, words that are no places": ("ar", "دعم مالي جديد في عمان", ""),
    "ar, inside a word": ("ar", "المصرية والمصرف", "EG:المصرية"),
    "zh": ("zh", "美国总统在东京会见印度尼西亚和印度代表", "US:美国 JP:东京 ID:印度尼西亚 IN:印度"),
    "zh, across words": ("zh", "许多发展中国家和马里兰州、印度洋", ""),
    "ja, katakana": ("ja", "インドネシアとインドの首相がパリで会談", "ID:インドネシア IN:インド FR:パリ"),
    "ja, other words": ("ja", "マリオは日本語でチリソースを頼んだ", ""),
    "hi": ("hi", "भारत के मंत्री चीन और नई दिल्ली गए, अमेरिकी सेना", "IN:भारत CN:चीन IN:नई_दिल्ली US:अमेरिकी"),
    "hi, other words": ("hi", "भारती ने चीनी खरीदी और माली से मिली", ""),
    "ko, particles": ("ko", "러시아는 미국의 제안을 거부했고 도쿄에서 회담했다", "RU:러시아 US:미국 JP:도쿄"),
    "ko, other words": ("ko", "수단과 방법, 인도적 지원, 한국어", ""),
    "th": ("th", "นายกรัฐมนตรีไทยเดินทางไปจีนและรัสเซีย", "TH:ไทย CN:จีน RU:รัสเซีย"),
    "th, other words": ("th", "ลาวาไหลลงจากภูเขา", ""),
    "cs, a language without a file": ("cs", "V Rusku i na Ukrajině; Praha mlčí.", "RU:Rusku UA:Ukrajině CZ:Praha"),
    "el, the same": ("el", "Η Ρωσία και το Κάιρο", "RU:Ρωσία EG:Κάιρο"),
    "und": ("und", "Berlin, Paris", ""),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), FOUND.values(), ids=FOUND)
def test_places_are_found(language: str, text: str, expected: str) -> None:
    found = [
        f"{place.place.country}:{text[place.start : place.end].replace(' ', '_')}"
        for place in find_places(text, language)
    ]
    assert found == expected.split()


def test_forms_of_one_place_are_counted_together() -> None:
    text = "Die russische Armee steht vor Kiew. Russland schweigt, Russlands Nachbarn nicht. In Kiew ist es still."
    listed = [(entity.name, entity.country, entity.count, entity.position) for entity in list_places(text, "de")]
    assert listed == [("Russland", "RU", 3, 4), ("Kiew", "UA", 2, 30)]
