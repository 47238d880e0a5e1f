"""An inspector: the members that were chosen, and how their scores become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from andon.errors import InvalidConfig
from andon.inspection.cascade import Choice, standardised
from andon.inspection.described import Preparation
from andon.inspection.external_member import ExternalMember
from andon.inspection.feature_bank import GRID, Maps, describe
from andon.inspection.gaussian_member import PositionMember, TextureMember
from andon.inspection.graded_part import Floats
from andon.inspection.heads import KernelHead, LinearHead
from andon.inspection.local_net import LocalMember
from andon.inspection.template_member import TemplateMember

__all__ = ["HALF_WAY", "HeatSource", "Inspection", "Inspector", "Members", "squash"]

HeatSource = Literal["local", "position", "template"]
"""Members that say where."""

HALF_WAY = 4.0
"""Spreads above a good part at which half of the upper half of the score is used up. [1]"""


@dataclass(frozen=True, kw_only=True)
class Members:
    """Fitted members; None where one was not fitted."""

    texture: TextureMember | None = None
    """One Gaussian of the descriptor."""
    synthetic: LinearHead | None = None
    """Logistic head taught with made defects."""
    labels: KernelHead | None = None
    """Kernel head taught with real defects."""
    local: LocalMember | None = None
    """Network on the features of a place."""
    position: PositionMember | None = None
    """Gaussian of each place."""
    template: TemplateMember | None = None
    """Difference from a reference."""
    external: ExternalMember | None = None
    """The user's own model."""


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What an inspector says of one picture."""

    score: float
    """Defect score in (0, 1); 0.5 is a typical good part. [1]"""
    by_member: Mapping[str, float]
    """Raw score by member. [1]"""
    heat: Maps
    """Suspicion by place, in (0, 1) on the scale of the score. Shape (h, w)."""
    heat_step: int
    """Pixels of the picture from one place of the heat map to the next."""


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """Picture in, score and heat map out; the same as its ONNX file to 1e-5."""

    preparation: Preparation
    """How a file becomes numbers."""
    members: Members
    """Fitted members."""
    choice: Choice
    """Which of them count, and on which scale."""
    heat_source: HeatSource
    """Member that says where."""
    size: tuple[int, int] | None = None
    """Height and width that every picture must have, in pixels; None for any."""

    @property
    def needs_reference(self) -> bool:
        """Whether each picture comes with its own reference."""
        template = self.members.template
        return template is not None and template.template is None and self.counts("template")

    @property
    def needs_bank(self) -> bool:
        """Whether a member looks at the features of the bank."""
        return not {*self.choice.members, self.heat_source} <= {"template", "external"}

    def counts(self, name: str) -> bool:
        """Say whether the score or the heat map needs a member."""
        return name in self.choice.members or name == self.heat_source

    def inspect(self, picture: Maps, reference: Maps | None = None) -> Inspection:
        """Score a prepared picture.

        Args:
            picture: Values in [0, 1], as `prepare` gives them. Shape (channels, h, w).
            reference: Its reference, likewise, where each picture has one.

        Raises:
            InvalidConfig: When the size is not the one that the inspector was fitted on.
        """
        h, w = picture.shape[1:]
        if self.size is not None and (h, w) != self.size:
            raise InvalidConfig(
                f"The picture has {w} x {h} pixels; this inspector compares each place with that "
                f"of good parts and needs {self.size[1]} x {self.size[0]}."
            )
        raw, heat = self._raw(picture, reference)
        total = sum(
            float(standardised(raw[name], self.choice.scales[name])) for name in self.choice.members
        )
        scale = self.choice.scales[self.heat_source]
        return Inspection(
            score=float(squash(total / len(self.choice.members))),
            by_member=raw,
            heat=squash((heat - scale.centre) / scale.spread).astype(np.float32),
            heat_step=self.heat_step,
        )

    @property
    def heat_step(self) -> int:
        """Pixels from one place of the heat map to the next."""
        if self.heat_source == "template":
            return 1
        position = self.members.position
        is_pooled = self.heat_source == "position" and position is not None
        return GRID * (position.pool if is_pooled and position is not None else 1)

    def _raw(self, picture: Maps, reference: Maps | None) -> tuple[dict[str, float], Maps]:
        members, raw = self.members, dict[str, float]()
        heat: dict[str, Maps] = {}
        template, position, local = members.template, members.position, members.local
        if members.external is not None and self.counts("external"):
            raw["external"] = members.external.raw(picture)
        if template is not None and self.counts("template"):
            heat["template"] = template.heat(picture, reference)
            raw["template"] = float(heat["template"].max())
        if self.needs_bank:
            descriptor, features = describe(picture, self.preparation.bank)
            heads = {"texture": members.texture, "synthetic": members.synthetic,
                     "labels": members.labels}  # fmt: skip
            for name, head in heads.items():
                if head is not None and self.counts(name):
                    raw[name] = float(head.raw(descriptor[None])[0])
            if local is not None and self.counts("local"):
                heat["local"], raw["local"] = local.heat(features), local.raw(features)
            if position is not None and self.counts("position"):
                heat["position"], raw["position"] = position.heat(features), position.raw(features)
        return raw, heat[self.heat_source]


def squash(spreads: npt.ArrayLike) -> Floats:
    """Bring spreads above a good part to (0, 1), steadily rising; 0 gives 0.5."""
    values = np.asarray(spreads, dtype=np.float64)
    return 0.5 * (1.0 + values / (HALF_WAY + np.abs(values)))
