from pipelines.meaning import Meaning
from pipelines.revision_meanings import REVISION_MEANINGS, with_revisions
from transforms.records import Article
from transforms.revision_records import ArticleRevision, Retraction


def test_each_meaning_is_a_sentence() -> None:
    texts = [meaning.text for fields in REVISION_MEANINGS.values() for meaning in fields.values()]
    assert len(texts) > 25 and all(text.endswith(".") for text in texts)


def test_a_later_version_means_what_an_article_does_and_more() -> None:
    found = with_revisions({Article: {"title": Meaning("Headline.")}})
    assert found[ArticleRevision]["title"].text == "Headline."
    assert found[ArticleRevision]["changes"] == REVISION_MEANINGS[ArticleRevision]["changes"]
    assert found[Retraction] == REVISION_MEANINGS[Retraction]
