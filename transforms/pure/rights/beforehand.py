"""What is known to be reserved before a page is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.pure.rights.page_rights import settle
from transforms.pure.rights.policy import RightsOptions, find_reservation
from transforms.rights import RightsSignal, Statement


def foresee(statements: Sequence[Statement], options: RightsOptions) -> RightsSignal | None:
    """Give the signal for which a page need not be asked for; None where it is to be asked for.

    `statements` are those of the site's files and of the feed. A header or the page itself might take back what the site's
    `tdmrep.json` reserves (TDMRep, "Processing priority"): that is not known, since to know it the page would have to be fetched.

    >>> from transforms.pure.rights.statements import stated
    >>> said = [stated("rsl", "feed", "<content/>", {"train_ai": "reserved"})]
    >>> foresee(said, RightsOptions(policy="drop_reserved", purposes=("train_ai",))).place
    'feed'
    """
    return find_reservation(settle(statements, None, None), options)
