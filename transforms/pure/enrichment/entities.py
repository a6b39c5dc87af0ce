"""The step `entities`: the people, organisations and places that an article names."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from transforms.annotations import Entity
from transforms.pure.entities.entity_counts import count_entities
from transforms.pure.entities.entity_mentions import clean_mentions, look_at
from transforms.pure.entities.entity_models import Mention, describe_model, model_for, models_missing, read_mentions
from transforms.pure.entities.entity_names import Name, gather
from transforms.pure.entities.entity_organisations import join_organisations
from transforms.pure.entities.entity_people import join_people
from transforms.pure.entities.entity_words import name_key
from transforms.pure.entities.gazetteer import find_places, list_places
from transforms.pure.text.languages import primary
from transforms.records import Article, Provenance

GAZETTEER = "gazetteer"


class EntitiesOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How names are found.

    models: names of spaCy models by language, such as {de: de_core_news_sm}; English has one in `newsbeam[entities]`.
    """

    models: dict[str, str] = field(default_factory=dict)


def add_entities(article: Article, options: EntitiesOptions) -> Article:
    """Give the article its entities: from spaCy's model of its language, else the countries and capitals that it names."""
    language = primary(article.language or "und")
    model = model_for(language, options.models)
    if model is None:
        found = list_places_of(article, language)
    else:
        in_text, in_title = read_mentions((article.text, article.title or ""), model)
        found = join_mentions(article, language, in_text, in_title)
    source = GAZETTEER if model is None else describe_model(model)
    provenance = tuple(known for known in article.provenance if known.field != "entities")
    return replace(
        article, entities=tuple(found), provenance=(*provenance, Provenance(field="entities", source=source))
    )


def missing_models(options: EntitiesOptions) -> list[str]:
    """Give a sentence for each model that is wanted and not installed."""
    return models_missing(options.models)


def list_places_of(article: Article, language: str) -> list[Entity]:
    """Give the countries and cities that an article names, the most mentioned first; what only its title names is at 0."""
    found = list_places(article.text, language)
    known = {(entity.country, entity.name) for entity in found}
    found += [
        replace(entity, position=0)
        for entity in list_places(article.title or "", language)
        if (entity.country, entity.name) not in known
    ]
    return sorted(found, key=lambda entity: (-entity.count, entity.position))


def join_mentions(article: Article, language: str, in_text: list[Mention], in_title: list[Mention]) -> list[Entity]:
    """Give the entities that the mentions of a model are of, cleaned and joined, without the outlet's own name."""
    text = look_at(article.text)
    mentions = clean_mentions(in_text, text, language)
    mentions += _missed_places(mentions, article.text, language)
    mentions += _from_title(article.title or "", in_title, language)
    names = [name for name in gather(mentions, language).values() if not _is_outlet(name, article)]
    return count_entities(join_organisations(join_people(names), article.text), text)


def _missed_places(mentions: list[Mention], text: str, language: str) -> list[Mention]:
    """Give the countries and cities that a model did not see, outside of the names that it saw."""
    seen = {at for mention in mentions for at in range(mention.start, mention.end)}
    return [
        Mention(text[found.start : found.end], "place", found.start, found.end)
        for found in find_places(text, language)
        if not found.place.is_adjective and not seen.intersection(range(found.start, found.end))
    ]


def _from_title(title: str, mentions: list[Mention], language: str) -> list[Mention]:
    """Give what the title names for certain: full names of people where not all words have capitals, and known places."""
    words = [word for word in title.split() if word[0].isalpha()]
    is_shouting = sum(word[0].isupper() for word in words) > 0.6 * len(words)
    clean = clean_mentions(mentions, look_at(title), language)
    people = [mention for mention in clean if mention.kind == "person" and " " in mention.name and not is_shouting]
    places = [
        Mention(title[found.start : found.end], "place", found.start, found.end)
        for found in find_places(title, language)
        if not found.place.is_adjective
    ]
    return [replace(mention, start=-1, end=-1) for mention in (*people, *places)]


def _is_outlet(name: Name, article: Article) -> bool:
    """Tell whether a name is that of the outlet itself, however it is written."""
    outlets = (article.source.name, article.source.site.partition(".")[0], article.feed.title)
    own = {_squeeze(outlet) for outlet in outlets if outlet}
    own |= {outlet.removeprefix("the") for outlet in own}
    forms = {_squeeze(form).removesuffix("digital") for form in name.forms}
    begins = name.kind == "organisation" and any(
        len(form) > 3 and outlet.startswith(form) for form in forms for outlet in own
    )
    return begins or not own.isdisjoint(forms)


def _squeeze(name: str) -> str:
    return name_key(name).removeprefix("the ").replace(" ", "")
