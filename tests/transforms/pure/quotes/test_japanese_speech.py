"""Quotes in Japanese."""

import pytest

from transforms.pure.quotes.japanese_speech import japanese_quotes

TEXTS = {
    "a role behind the name": ("佐藤健一市長は「工事が終わった」と話した。", [("工事が終わった", "佐藤健一")]),
    "two roles": ("高橋涼弁護士さんは「控訴する」と述べた。", [("控訴する", "高橋涼")]),
    "a body": ("日銀は「上昇は緩やかだ」と説明した。", [("上昇は緩やかだ", "日銀")]),
    "in full before": ("加藤トミさんが来た。「休まない」と加藤さんは笑う。", [("休まない", "加藤トミ")]),
    "whom nobody names": ("近くの男性は「大きな音がした」と話した。", [("大きな音がした", None)]),
    "a role alone": ("監督は「勝つ」と話した。", [("勝つ", None)]),
    "a title": ("映画「静かな水」が始まった。", []),
    "a name": ("手法は「冷たい火花」と名付けられた。", []),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_quotes(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(text[start:end], who) for start, end, who in japanese_quotes(text)] == expected
