"""Published shares: ranges with their sources."""

from dataclasses import replace
from decimal import Decimal

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.shares import published_share, published_shares


def test_the_shipped_shares_are_those_of_their_sources():
    fall = published_share("price_fall_per_yr")
    assert (fall.low, fall.high, fall.evidence) == (Decimal("0.20"), Decimal("0.30"), "V")
    walker = published_share("walker_s2_productivity")
    assert (walker.low, walker.high) == (Decimal("0.30"), Decimal("0.50"))
    assert walker.middle == Decimal("0.4")
    assert walker.spread.low == walker.low
    assert all(share.source for share in published_shares().values())


def test_an_unknown_share_is_named():
    with pytest.raises(UnknownName, match="No published share named 'price_fall'"):
        published_share("price_fall")


def test_a_share_in_per_cent_is_refused():
    with pytest.raises(InvalidConfig, match=r"runs from 0\.20 to 30; .* and 0\.05 for 5 %"):
        replace(published_share("price_fall_per_yr"), high=Decimal(30))
