"""Every number has a parent."""

from typing import get_args

import pytest

from andon.errors import InvalidConfig, UnknownName
from andon.ledger.evidence import EVIDENCE, EvidenceTag, check_evidence


def test_every_tag_says_what_it_means():
    assert set(EVIDENCE) == set(get_args(EvidenceTag))


def test_an_unknown_tag_is_named():
    with pytest.raises(UnknownName, match=r"No evidence tag named 'A'.*'C', 'J', 'S', 'U', 'V'"):
        check_evidence("A", "somewhere")


def test_a_number_without_a_source_is_refused():
    with pytest.raises(InvalidConfig, match="has no source; name where it was read, or tag it J"):
        check_evidence("S", "  ")
