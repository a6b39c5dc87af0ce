"""Moments in what is stored: aware, or the document is damaged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

# A time without a zone is nobody's: it cannot be compared with now. msgspec refuses it where it reads one.
Moment = Annotated[datetime, Meta(tz=True)]
