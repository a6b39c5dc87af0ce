"""What is not the article's, block by block: one defect a row, and what must stay."""

import pytest

from transforms.pure.body.cleaning import clean_blocks
from transforms.pure.body.context import PageContext
from transforms.pure.page.blocks import Block, BlockKind
from transforms.pure.text.phrases import phrases_for

STORY = [
    "The river rose by two metres in the night, and by six in the morning the old bridge was closed to everyone.",
    "“We have seen this before,” said the keeper of the lock, who has measured the water for thirty years now.",
    "The council will meet on Thursday to decide who pays for the pumps, and where the next wall should stand.",
]
DEFECTS: dict[str, tuple[str | None, str, BlockKind, str]] = {
    "related, English": ("en", "Read more: Ferry runs again", "paragraph", "read more"),
    "related, German": ("de", "Lesen Sie auch: Die Fähre fährt wieder", "paragraph", "read more"),
    "related, French": ("fr", "À lire aussi : Le bac circule de nouveau", "paragraph", "read more"),
    "related, Russian": ("ru", "Читайте также: Паром снова ходит", "paragraph", "read more"),
    "newsletter, Dutch": ("nl", "Meld je aan voor onze nieuwsbrief", "paragraph", "prompt"),
    "newsletter, Spanish": ("es", "Suscríbete a nuestro boletín", "paragraph", "prompt"),
    "members only, Japanese": ("ja", "この記事は有料会員限定です", "paragraph", "wall"),
    "wall, Spanish": ("es", "Este contenido es exclusivo para suscriptores", "heading", "wall"),
    "app, Dutch": ("nl", "Download onze gratis app en zet meldingen aan.", "paragraph", "prompt"),
    "share, Thai": ("th", "แชร์ข่าวนี้", "paragraph", "follow"),
    "channel, Swahili": ("sw", "Jiunge na chaneli yetu ya WhatsApp", "paragraph", "prompt"),
    "paid, Danish": ("da", "Annoncørbetalt indhold", "paragraph", "interface"),
    "label with an aside, Finnish": ("fi", "Mainos (juttu jatkuu alla)", "paragraph", "follow"),
    "reprint, Ukrainian": ("uk", "Передрук без згоди редакції заборонено.", "paragraph", "credit"),
    "follow, Polish": ("pl", "Śledź nas na portalach", "paragraph", "follow"),
    "share, Korean": ("ko", "공유하기", "paragraph", "follow"),
    "advertisement, Swedish": ("sv", "Annons", "paragraph", "follow"),
    "rights, Italian": ("it", "© RIPRODUZIONE RISERVATA", "paragraph", "credit"),
    "link alone": (None, "Ferry runs again after a week", "paragraph", "link"),
    "caption": (None, "The lock in June", "paragraph", "caption"),
    "credit with a colon": ("en", "Credit: Ana Sample/The Post", "paragraph", "credit"),
    "copied address, Korean": ("ko", "기사 URL이 복사되었습니다.", "paragraph", "prompt"),
    "new window, French": ("fr", "La carte (ouvre dans une nouvelle fenêtre)", "paragraph", "prompt"),
    "content held back, German": ("de", "Um diesen Inhalt anzuzeigen, stimmen Sie zu.", "paragraph", "prompt"),
    "title again": (None, "River closes the old bridge", "heading", "title"),
}
CONTEXT = {
    "titles": ("river closes the old bridge",),
    "captions": frozenset(["the lock in june"]),
    "links": frozenset(["ferry runs again after a week"]),
}


@pytest.mark.parametrize(("language", "text", "kind", "reason"), DEFECTS.values(), ids=DEFECTS.keys())
def test_a_line_between_paragraphs_is_left_out_for_a_reason(
    language: str | None, text: str, kind: BlockKind, reason: str
) -> None:
    page = PageContext(phrases=phrases_for(language), **CONTEXT)  # type: ignore[arg-type]
    blocks = [Block(STORY[0]), Block(text, kind), Block(STORY[1]), Block(STORY[2])]
    kept, dropped = clean_blocks(blocks, page)
    assert [block.text for block in kept] == STORY
    assert [(block.reason, block.text) for block in dropped] == [(reason, text)]


def test_a_rule_can_be_left_out() -> None:
    page = PageContext(captions=frozenset(["the lock in june"]))
    assert len(clean_blocks([Block(STORY[0]), Block("The lock in June")], page, {"caption"})[0]) == 2


def test_short_sentences_without_a_date_are_no_bylines() -> None:
    lines = [Block("The water is high."), Block("Nobody was hurt in the night, the mayor says."), Block(STORY[0])]
    assert clean_blocks(lines, PageContext(phrases=phrases_for("en"), authors=("ana sample",)))[0] == lines


def test_a_quotation_of_a_prompt_is_no_prompt() -> None:
    said = (
        "“Subscribe to our newsletter, we said, and follow us,” the keeper recalled. “Eleven people did so in a year.”"
    )
    blocks = [Block(STORY[0]), Block(said), Block(STORY[1])]
    assert clean_blocks(blocks, PageContext(phrases=phrases_for("en")))[0] == blocks


def test_the_reporter_at_the_end_of_a_korean_article_is_no_paragraph() -> None:
    lines = [
        "강물이 밤새 이 미터 올랐다.",
        "다리는 아침에 닫혔다.",
        "시의회는 목요일에 모인다.",
        "서다온 기자 daon@valley.example",
    ]
    kept, _ = clean_blocks(list(map(Block, lines)), PageContext(phrases=phrases_for("ko")))
    assert [block.text for block in kept] == lines[:3]


NOTES = {
    "disclaimer, English": ("en", "This article is for informational purposes only and is not medical advice."),
    "opinion, French": ("fr", "Les propos tenus dans cette tribune n’engagent que leur auteur."),
    "support, Dutch": ("nl", "Steun onafhankelijke journalistiek met een donatie."),
    "rules for comments, Italian": ("it", "I commenti sono moderati e pubblicati nel corso della giornata."),
    "rules for comments, Russian": ("ru", "Правила комментирования: без оскорблений и рекламы."),
    "opinion, Chinese": ("zh", "本文仅代表作者个人观点。"),
    "opinion, Turkish": ("tr", "Bu yazı yazarın kişisel görüşüdür, yayın politikamızı yansıtmayabilir."),
    "investments, Thai": ("th", "การลงทุนมีความเสี่ยง โปรดศึกษาข้อมูล"),
    "opinion, Arabic": ("ar", "المقال لا يعبر بالضرورة عن موقف الصحيفة"),
    "support, Slovak": ("sk", "Podporte našu redakciu aj vy."),
}


@pytest.mark.parametrize(("language", "note"), NOTES.values(), ids=NOTES.keys())
def test_a_note_goes_behind_the_text_and_ahead_of_it_but_not_within(language: str, note: str) -> None:
    page = PageContext(phrases=phrases_for(language))
    story = [*map(Block, STORY)]
    more = [
        Block(f"On day {day} the water rose again, and the council met once more to count the pumps.")
        for day in range(9)
    ]
    assert clean_blocks([*story, Block(note)], page)[0] == story
    assert clean_blocks([Block(note), *story], page)[0] == story
    within = [*story, Block(note), *more]
    assert clean_blocks(within, page)[0] == within


BEHIND = {
    "with a title ahead of the name": ("The baker Ana Sample is a member of the council.", False),
    "an address": ("Write to Ana Sample at ana@post.example", False),
    "of somebody else": ("The baker Ben Sample is a member of the council.", True),
    "an address of somebody else": ("Write to Ben Sample at ben@post.example", True),
}


@pytest.mark.parametrize(("text", "stays"), BEHIND.values(), ids=BEHIND.keys())
def test_what_is_said_of_the_author_behind_the_text_goes(text: str, stays: bool) -> None:
    page = PageContext(phrases=phrases_for("en"), authors=("ana sample",))
    blocks = [*map(Block, STORY), Block(text)]
    assert (blocks[-1] in clean_blocks(blocks, page)[0]) is stays


LISTED = ["ferry runs again after a week", "harbour office opens its doors", "the gate is to be painted in may."]
LINKS = PageContext(phrases=phrases_for("en"), links=frozenset(LISTED))
ITEMS = [Block(text.capitalize(), "item") for text in LISTED[:2]]


@pytest.mark.parametrize(
    ("lead", "stays"),
    [("This is what the council did:", True), ("Read more:", False), ("This is what the council did.", False)],
    ids=["announced", "a label of other stories", "not announced"],
)
def test_a_list_of_links_stays_where_the_text_announces_it(lead: str, stays: bool) -> None:
    blocks = [Block(STORY[0]), Block(lead), *ITEMS, Block(STORY[1])]
    kept = clean_blocks(blocks, LINKS)[0]
    assert [item in kept for item in ITEMS] == [stays, stays]


def test_a_whole_sentence_may_be_a_link() -> None:
    blocks = [Block(STORY[0]), Block("The gate is to be painted in May."), Block(STORY[1])]
    assert clean_blocks(blocks, LINKS)[0] == blocks
