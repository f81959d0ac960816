"""Who has the recogniser that hears for other programs."""

import pytest

from voiceskill.complaint import Complaint
from voiceskill.hearing.sphinx import SphinxRecognizer
from voiceskill.wyoming.lending import Lending


def test_one_borrower_at_a_time_has_the_same_one_until_it_is_closed() -> None:
    loaded: list[SphinxRecognizer] = []

    def choose() -> SphinxRecognizer:
        loaded.append(SphinxRecognizer())
        return loaded[-1]

    lending = Lending(choose, patience=0.01)
    assert not loaded
    with lending.lend() as first, pytest.raises(Complaint, match="try again"), lending.lend():
        pass
    with lending.lend() as second:
        assert second is first
    lending.close()
    with lending.lend() as third:
        assert third is not first
    lending.close()
    assert len(loaded) == 2
