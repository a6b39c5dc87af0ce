"""Any text: normal form, sentences, languages, dates, phrases, fingerprints."""
