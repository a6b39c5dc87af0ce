"""How much is looked at to find who speaks in a text: in proportion to its length, whatever stands in it.

Who speaks is told by names elsewhere in the text. Where thousands of names could each be meant in thousands of quotes, nothing
could be told for certain, and the work would grow with the square of the text.
"""

from __future__ import annotations

# Looks at one name, or at so many characters, for each character of a text and for each text: ten times what the longest
# articles take.
CHARACTERS_A_LOOK = 500
_LOOKS_A_CHARACTER, _LEAST_LOOKS = 1, 100_000


class Effort:
    """What is left of the looks that a text is worth."""

    def __init__(self, characters: int) -> None:
        """Takes the number of characters of the text."""
        self._left = _LEAST_LOOKS + _LOOKS_A_CHARACTER * characters

    def spend(self, looks: int = 1) -> bool:
        """Take some looks; tell whether there were so many.

        >>> effort = Effort(100)
        >>> effort.spend(), effort.spend(1_000_000), effort.spend()
        (True, False, False)
        """
        self._left -= looks
        return self._left >= 0

    def read(self, characters: int) -> bool:
        """Take the looks that reading so many characters costs; tell whether there were enough.

        >>> Effort(100).read(10_000)
        True
        """
        return self.spend(1 + characters // CHARACTERS_A_LOOK)
