"""The model that tells languages, loaded when this module is imported, which takes most of a second and 90 MB.

`transforms.pure.text.languages` imports it at the first use. A pool has its fork server import it, whose children share it.
"""

from __future__ import annotations

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.pure.text.languages import Identifier

IDENTIFIER: Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
