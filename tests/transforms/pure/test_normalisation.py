"""One form for what is written."""

from bare_articles import bare_article
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pure.normalisation import normalise_article
from transforms.records import FeedRef, Image, Source


def test_texts_are_cleaned_and_blanks_are_null() -> None:
    done = normalise_article(
        bare_article(
            title="The\u00a0dam \u200bopens",
            standfirst=" \u00a0",
            text="Zu\u0308rich\u00a0rose.\n\n\n\nTwo.\x00",
            section="",
            language="EN_gb",
            source=Source(site="paper.example", name="\ufeff"),
            feed=FeedRef(
                url="https://paper.example/feed.xml", title=" The  Paper ", entry_title="", categories=("A", "a ")
            ),
            images=(Image(url="https://paper.example/d.jpg", caption="The\n dam", credit=" "),),
        )
    )
    assert (done.title, done.standfirst, done.section, done.language) == ("The dam opens", None, None, "en-GB")
    assert done.text == "Zürich rose.\n\nTwo."
    assert done.source.name is None
    assert (done.feed.title, done.feed.entry_title, done.feed.categories) == ("The Paper", None, ("A",))
    assert done.images == (Image(url="https://paper.example/d.jpg", caption="The dam"),)


def test_names_and_tags_are_given_once() -> None:
    done = normalise_article(bare_article(authors=(" Ana Sample", "ana sample", ""), tags=("Dams", "dams ", "Rain")))
    assert done.authors == ("Ana Sample",)
    assert done.tags == ("Dams", "Rain")


def test_ids_of_machines_are_no_tags() -> None:
    ids = ("8AE9ab2d-fe1b-4230-acb8-a59b52877682", "5f3b0c9e8d7a6b5c4d3e2f1a", "0123456789abcdef0123456789abcdef")
    names = ("RULES:USA-ELECTION", "source:tagname:Morning Desk", "@post-id:1913719", "100312362", "f")
    kept = (
        "Dams",
        "Facade",
        "2024",
        "COVID-19",
        "deadbeef",
        "Feedbacked",
        "re:publica",
        "Re:Zero",
        "X",
        "社",
        "Asia: Business",
        "1:0",
    )
    assert normalise_article(bare_article(tags=(*ids, *names, *kept))).tags == kept


def test_language_that_is_none_is_null() -> None:
    assert normalise_article(bare_article(language="english")).language is None


TEXT = st.text(st.characters(codec=None), max_size=60)


@settings(deadline=None)
@given(TEXT, TEXT | st.none(), st.lists(TEXT, max_size=4), st.sampled_from(["en-gb", "iw", "x", "", None, "zh_hant"]))
def test_normalising_twice_is_normalising_once(
    text: str, title: str | None, names: list[str], language: str | None
) -> None:
    once = normalise_article(
        bare_article(
            text=text, title=title, standfirst=title, authors=tuple(names), tags=tuple(names), language=language
        )
    )
    assert normalise_article(once) == once
