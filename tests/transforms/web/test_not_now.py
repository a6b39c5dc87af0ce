"""What a flight tells its requests: no boundary on the way takes it for a failure or for a bug."""

from __future__ import annotations

import pytest

from transforms.bugs import contained
from transforms.errors import IngestError
from transforms.web.not_now import NoRoom, NotBegun, NotNow, OthersFirst


@pytest.mark.parametrize("told", [NotBegun, NoRoom, OthersFirst])
def test_it_passes_what_contains_bugs(told: type[NotNow]) -> None:
    with pytest.raises(told), contained("https://valley.example/1", "page", passing=(NotNow,)):
        raise told
    assert not issubclass(told, IngestError)
