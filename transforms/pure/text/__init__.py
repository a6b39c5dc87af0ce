"""Any text: normal form, sentences, languages, dates, names, phrases, fingerprints."""
