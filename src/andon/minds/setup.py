"""Setups whose policy has a mind around it, by name: what commands and artifacts hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast

from andon.artifacts import write_json
from andon.errors import InvalidConfig, unknown_name
from andon.minds.clock import read_calibration
from andon.minds.mind import Mind, MindConfig
from andon.minds.rig import MindSetup
from andon.minds.tactics import KEEP, TACTICS, Tactic, pick
from andon.policies import setup as plain
from andon.policies.setup import Rig, Setup
from andon.registry import Registry

__all__ = [
    "NO_MIND",
    "MindKind",
    "MindedSetup",
    "minds",
    "put_mind",
    "read_setup",
    "write_mind",
]

NO_MIND = "none"
"""Name of no mind at all."""

SETTABLE = (
    *("tactics", "charged_s", "num_variants", "trust"),
    *(f.name for f in fields(MindConfig) if isinstance(f.default, float | bool | str)),
)
"""Settings of a mind that can be changed by name."""


@dataclass(frozen=True, kw_only=True)
class MindKind:
    """One way to decide, whatever the policy."""

    advisor: str = "think"
    """See `MindSetup.advisor`."""
    rule: Tactic = KEEP
    """See `MindSetup.rule`."""
    config: MindConfig = field(default_factory=MindConfig)
    """How it thinks."""


minds: Registry[MindKind] = Registry("mind")
"""Minds by name."""

minds.register("think", MindKind)
minds.register("guard", lambda: MindKind(advisor="rule", config=MindConfig(trigger="never")))
for one in TACTICS[1:]:
    minds.register(f"always_{one.name}", lambda rule=one: MindKind(advisor="rule", rule=rule))


@dataclass(frozen=True, kw_only=True)
class MindedSetup(Setup):
    """A setup with a mind around its policy. Plain data; everything that takes a setup takes it."""

    mind: str = "think"
    """Name of a registered mind."""
    thinking: Mapping[str, object] = field(default_factory=dict[str, object])
    """Settings of it to replace: those of `MindConfig` that are numbers or names, its tactics by
    name, `num_variants` of `RefineConfig`, and `trust` of `EvidenceConfig`."""

    def build(self) -> Rig:
        """Build it all; see `Setup.build`.

        Raises:
            UnknownName: When there is no such mind or setting.
            InvalidConfig: When the policy offers no registers to a mind.
        """
        rig = self.with_mind().build()
        rig.policy.name = f"{cast('Mind', rig.policy).inner.name}+{self.mind}"
        return rig

    def with_mind(self) -> MindSetup:
        """Give the setup and its mind as they are built."""
        kind = minds.make(self.mind)
        names = [f.name for f in fields(Setup)]
        return MindSetup(
            setup=Setup(**{name: getattr(self, name) for name in names}),
            advisor=kind.advisor,
            rule=kind.rule,
            config=_changed(kind.config, self.thinking),
        )


def put_mind(setup: Setup, mind: str, thinking: Mapping[str, object]) -> Setup:
    """Put a mind around the policy of a setup; `none` leaves it as it is.

    Args:
        setup: Everything but the mind.
        mind: Name of a registered mind, or `none`.
        thinking: Settings of it to replace.

    Raises:
        UnknownName: When there is no such mind or setting.
        InvalidConfig: When settings are given without a mind, or cannot be meant.
    """
    if mind == NO_MIND:
        if thinking:
            raise InvalidConfig(
                f"There is no mind that {sorted(thinking)} could be set of; choose one of "
                f"{minds.names()}."
            )
        return setup
    if mind not in minds:
        raise unknown_name("mind", mind, [NO_MIND, *minds])
    values = {f.name: getattr(setup, f.name) for f in fields(Setup)}
    made = MindedSetup(**values, mind=mind, thinking=thinking)
    made.with_mind()  # refuses what cannot be meant
    return made


def read_setup(folder: Path) -> Setup:
    """Read the setup of a run's folder, with or without a mind; see `policies.setup`."""
    return plain.read_setup(folder, (Setup, MindedSetup))


def write_mind(folder: Path, setup: Setup) -> None:
    """Write `mind.json`: everything that a run's mind goes by; nothing where there is none."""
    if not isinstance(setup, MindedSetup):
        return
    mind = setup.with_mind()
    facts = {
        "mind": setup.mind,
        "advisor": mind.advisor,
        "rule": mind.rule,
        "config": mind.config,
        "imagination": mind.imagination,
        "calibration": read_calibration(),
    }
    write_json(folder / "mind.json", {"schema": 1, **facts})


def _changed(config: MindConfig, settings: Mapping[str, object]) -> MindConfig:
    """Replace settings by name."""
    values: dict[str, Any] = {}
    for name, value in settings.items():
        if name not in SETTABLE:
            raise unknown_name("setting of a mind", name, SETTABLE)
        values[name] = _tactics(value) if name == "tactics" else _like(name, value, config)
    if "num_variants" in values:
        values["refine"] = replace(config.refine, num_variants=round(values.pop("num_variants")))
    if "trust" in values:
        values["evidence"] = replace(config.evidence, trust=values.pop("trust"))
    return replace(config, **values)


def _tactics(value: object) -> tuple[Tactic, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InvalidConfig(f'tactics must be a list such as ["keep", "high"]; got {value!r}.')
    return pick([str(name) for name in cast("Sequence[object]", value)])


def _like(name: str, value: object, config: MindConfig) -> object:
    """Give a value as the setting wants it."""
    known = getattr(config, name, None)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(known, bool | str):
        if type(value) is not type(known):
            raise InvalidConfig(f"{name} of a mind must be like {known!r}; got {value!r}.")
        return value
    if not is_number:
        raise InvalidConfig(f"{name} of a mind must be a number; got {value!r}.")
    return float(cast("float", value))
