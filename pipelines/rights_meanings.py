"""Say what each field of a record's rights means: for the JSON Schemas and docs/records.md, and only here."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pipelines.meaning import Meaning
from transforms.rights import Rights, RightsSignal

M = Meaning

RIGHTS_MEANINGS: Mapping[type[Struct], Mapping[str, Meaning]] = {
    Rights: {
        "signals": M("What was said, in the publisher's words, each once."),
        "tdm": M("Text and data mining: allowed, reserved, or null where nothing was said.", "", "usageTerms"),
        "train_ai": M("To train models: allowed, reserved, or null."),
        "ai_input": M("To be put before a model that answers: allowed, reserved, or null."),
        "search": M("To be found by a search that links to the page: allowed, reserved, or null."),
        "licence_url": M("Address of the licence that is named first.", "license", "usageTerms"),
        "policy_url": M("Address of the terms, or of the page where a licence can be had.", "usageInfo"),
        "robots_sha256": M(
            "SHA-256 of the robots.txt that counted, as text in UTF-8, in hex; null where there was none."
        ),
        "seen_at": M("When all this was seen: with the page, UTC."),
    },
    RightsSignal: {
        "standard": M(
            "By which standard it was said: tdmrep, aipref, content_signal, rsl, robots_txt, robots_meta, jsonld, link."
        ),
        "place": M("Where it stood: robots_txt, tdmrep_file, rsl_document, feed, header, meta, link, script, jsonld."),
        "value": M("The words, on one line, at most 500 characters of them."),
        "allows": M("The uses that it allows, by itself."),
        "reserves": M("The uses that it reserves, by itself."),
    },
}
