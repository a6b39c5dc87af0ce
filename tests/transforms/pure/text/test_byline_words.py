"""The words round the names in a byline."""

import pytest

from transforms.pure.text.byline_words import (
    ends_in_other_lead,
    has_by,
    strip_by,
    strip_date_ahead,
    strip_date_behind,
    strip_other_people,
)

LED = {
    "by": ("By Ana Sample", "Ana Sample"),
    "label": ("Autor: Jörg Muster", "Jörg Muster"),
    "two words": ("Written by Ana Sample", "Ana Sample"),
    "name that begins like the word": ("Byron Sample", "Byron Sample"),
    "sentence": ("By night the dam glows", "By night the dam glows"),
    "particle": ("Di Sample", "Di Sample"),
    "nothing behind": ("By", "By"),
    "glued": ("ByAna Sample", "Ana Sample"),
    "glued, two words": ("Written byAna Sample", "Ana Sample"),
    "glued, German": ("VonJörg Muster", "Jörg Muster"),
    "glued label": ("AutorJuan Ejemplo", "Juan Ejemplo"),
    "capital within a name": ("DeShawn Sample", "DeShawn Sample"),
    "capitals": ("BYRON SAMPLE", "BYRON SAMPLE"),
    "one word behind": ("ByAna", "ByAna"),
}


@pytest.mark.parametrize(("text", "expected"), LED.values(), ids=LED)
def test_words_that_lead_over_to_a_name_are_stripped(text: str, expected: str) -> None:
    assert strip_by(text) == expected
    assert has_by(text) is (expected != text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3 May 2026 | By Ana Sample", "By Ana Sample"),
        ("Freitag, 3. Mai 2026 – Von Jörg Muster", "Von Jörg Muster"),
        ("12/19/2025 by Ana Sample", "by Ana Sample"),
        ("2026 by Valley Herald", "2026 by Valley Herald"),
        ("© 3 May 2026 by Valley Herald", "© 3 May 2026 by Valley Herald"),
        ("3 May 2026 Source: Valley Herald", "3 May 2026 Source: Valley Herald"),
        ("By Ana Sample", "By Ana Sample"),
        ("3 May 2026", "3 May 2026"),
        ("", ""),
    ],
)
def test_a_date_ahead_is_stripped(line: str, expected: str) -> None:
    assert strip_date_ahead(line) == expected


def test_what_follows_the_names_is_stripped() -> None:
    assert strip_date_behind("Ana Sample, 3 May 2026") == "Ana Sample"
    assert strip_other_people("Ana Sample; fact checked by Ben Sample") == "Ana Sample"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Reviewed by:", True), (". Photo by", True), ("Übersetzt von", True), ("By", False), ("", False)],
)
def test_leads_to_others(text: str, expected: bool) -> None:
    assert ends_in_other_lead(text) is expected
