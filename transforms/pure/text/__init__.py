"""Any text: normal form, languages, dates, phrases, fingerprints."""
