from pipelines.health_meanings import HEALTH_MEANINGS


def test_each_meaning_is_a_sentence() -> None:
    texts = [meaning.text for fields in HEALTH_MEANINGS.values() for meaning in fields.values()]
    assert len(texts) > 30 and all(text.endswith(".") for text in texts)
