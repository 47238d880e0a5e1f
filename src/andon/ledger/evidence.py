"""Evidence tags: how far a number that somebody published can be trusted."""

from typing import Literal, get_args

from andon.errors import InvalidConfig, unknown_name

__all__ = ["EVIDENCE", "EvidenceTag", "check_evidence"]

EvidenceTag = Literal["S", "C", "U", "V", "J"]
"""S read at the named source; C computed; U unverified; V vendor's claim; J judgement, assumed."""

EVIDENCE: dict[EvidenceTag, str] = {
    "S": "read at the named source",
    "C": "computed from the named sources",
    "U": "unverified",
    "V": "claimed by a vendor or operator, unaudited",
    "J": "a judgement: assumed here, not published",
}
"""What each tag means, from the strongest to the weakest but for V."""


def check_evidence(tag: str, source: str) -> None:
    """Refuse a number without a parent.

    Args:
        tag: Evidence tag.
        source: Where the number comes from, or why it is assumed.

    Raises:
        UnknownName: When the tag is none of S, C, U, V, J.
        InvalidConfig: When the source is empty.
    """
    if tag not in get_args(EvidenceTag):
        raise unknown_name("evidence tag", tag, get_args(EvidenceTag))
    if not source.strip():
        raise InvalidConfig(
            "A number has no source; name where it was read, or tag it J and say why it is assumed."
        )
