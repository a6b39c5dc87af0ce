"""What stands between marks, in each style."""

import pytest

from transforms.pure.quotes.quoted_spans import spans_in

STYLES = {
    "english": ("He said: “No.” And “yes”.", ["No.", "yes"]),
    "german": ("Er sagte: „Nein.“ Und „ja“.", ["Nein.", "ja"]),
    "german, closed as in Polish": ("„Nie” – powiedział.", ["Nie"]),
    "guillemets": ("Il dit : « Non. » Et «oui».", ["Non.", "oui"]),
    "guillemets turned": ("Er sagte: »Nein.« Und »ja«.", ["Nein.", "ja"]),
    "swedish": ("”Nej”, säger hon. ”Aldrig.”", ["Nej", "Aldrig."]),
    "straight": ('He said "no" and "yes".', ["no", "yes"]),
    "single": ("‘We don’t,’ he said. ‘Never.’", ["We don’t,", "Never."]),
    "single with a plural possessive": ("‘The boys’ bags are gone,’ he said.", ["The boys’ bags are gone,"]),
    "straight single": ("'We don't,' he said.", ["We don't,"]),
    "within each other": ("“She said ‘no’ to me,” he said.", ["She said ‘no’ to me,"]),
    "within each other, the same": ("«Он сказал «нет» и ушёл», — сказал он.", ["Он сказал «нет» и ушёл"]),
    "after an elision": ("d'« une escroquerie »", ["une escroquerie"]),
    "apostrophes alone": ("Rock 'n' roll, the '90s and the boys’ cat.", []),
    "inches": ('A 12" record is 30 cm wide.', []),
    "nothing between": ("He wrote “” twice.", []),
    "not closed": ("He said “no and left.", []),
    "one not closed, one closed": ("He said “no and left. She said “yes”.", ["yes"]),
}


@pytest.mark.parametrize(("line", "expected"), STYLES.values(), ids=STYLES.keys())
def test_styles(line: str, expected: list[str]) -> None:
    assert [line[span.start : span.end] for span in spans_in(line, 0, len(line), "")] == expected


def test_words_that_the_next_paragraph_continues_end_with_the_line() -> None:
    line = "“We have waited forty years for this."
    (span,) = spans_in(line, 0, len(line), "“And so have they.”")
    assert (line[span.start : span.end], span.goes_on) == ("We have waited forty years for this.", True)
