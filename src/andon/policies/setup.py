"""Scenario, body and policy from names and files: plain data that any process can build from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast

from andon.artifacts import read_json
from andon.bodies.body import Body
from andon.bodies.from_file import load_body
from andon.episodes.observation import Policy
from andon.episodes.start import max_delay_substeps
from andon.episodes.world import World
from andon.errors import BrokenFile, unknown_name
from andon.policies.check import check_contract, contract_notes, gain_notes
from andon.policies.contract import Contract
from andon.policies.contract_file import read_contract
from andon.policies.gait_policy import GaitPolicy
from andon.policies.onnx import OnnxPolicy
from andon.policies.packaged import PACKAGED, fit_names
from andon.policies.scripted import RandomPolicy, ZeroPolicy
from andon.policies.stand import StandPolicy
from andon.registry import Registry
from andon.scenarios.blueprint import SOLVERS, Blueprint, Solver, compose
from andon.scenarios.scenario import Scenario, scenarios
from andon.sensing.noise import SensingConfig, make_noise

__all__ = ["POLICIES", "Rig", "Setup", "read_setup"]

POLICIES: Registry[Callable[[Body], Policy]] = Registry("policy")
"""Policies by name; each factory gives a function from body to policy. A path to a contract gives
an ONNX policy."""

POLICIES.register("gait", lambda: GaitPolicy)
POLICIES.register("random", lambda: RandomPolicy)
POLICIES.register("stand", lambda: StandPolicy)
POLICIES.register("zero", lambda: ZeroPolicy)


@dataclass(frozen=True, kw_only=True)
class Rig:
    """A setup that is built: all that a rollout needs."""

    scenario: Scenario
    """What happens."""
    body: Body
    """The robot."""
    policy: Policy
    """What drives it; one instance per world set, because it has memory."""
    contract: Contract | None
    """The policy's contract; None for built-in policies."""
    notes: tuple[str, ...]
    """Where the scenario goes beyond the training, and what was assumed about the body."""
    blueprint: Blueprint
    """Scenario and body, compiled."""

    def make_world(self, num_worlds: int, threads: int = 1) -> World:
        """Make a world that measures what the policy reads."""
        return World(
            self.scenario,
            self.body,
            self.policy.drive,
            num_worlds=num_worlds,
            threads=threads,
            terms=self.policy.terms,
            blueprint=self.blueprint,
            scan=getattr(self.policy, "scan", None),
        )


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Names and files of a scenario, a body and a policy. Plain data; `build` does the work."""

    scenario: str
    """Name of a registered scenario."""
    body: str = "humanoid"
    """Name of a registered body, or path of an MJCF or URDF file."""
    policy: str = "reflex"
    """Name of a built-in policy, or path of a contract (.toml)."""
    weights: str | None = None
    """ONNX file; the one that the contract names when None."""
    variation: Mapping[str, object] = field(default_factory=dict[str, object])
    """Distributions to replace: a number, [low, high] or {choice = [...]}."""
    noise: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict[str, Mapping[str, float]]
    )
    """Sensor faults by term; see `TermNoise`."""
    time_limit_s: float | None = None
    """Length of an episode; the scenario's when None."""
    solver: Solver = "newton"
    """MuJoCo's constraint solver."""
    physics_timestep_s: float | None = None
    """Integration step; that of the policy's contract or drive when None."""

    def build(self) -> Rig:
        """Build scenario, body and policy, and check that they fit.

        Raises:
            UnknownName: For an unknown scenario, body, policy or parameter.
            BrokenFile: For a file that cannot be read.
            InvalidConfig: For values that cannot be meant.
            ContractMismatch: When the contract does not fit body or scenario.
        """
        scenario = self._scenario()
        path = PACKAGED.get(self.policy, Path(self.policy))
        if path.suffix != ".toml":
            if self.policy not in POLICIES:
                known = [*POLICIES, *PACKAGED]
                raise unknown_name("policy (or contract file)", self.policy, known)
            body = load_body(self.body)
            policy, contract, notes = POLICIES.make(self.policy)(body), None, body.notes
        else:
            contract = read_contract(path)
            body = load_body(self.body, contract.joint_facts())
            contract = fit_names(contract, body.joint_names)
            if self.physics_timestep_s is not None:
                contract = replace(contract, physics_timestep_s=self.physics_timestep_s)
            check_contract(contract, body, scenario)
            weights = self._weights_path(path, contract)
            points = scenario.sensing.scan.num_points
            policy = OnnxPolicy(contract, weights, body, points)
            notes = contract_notes(contract, scenario) + body.notes
            if self.policy not in PACKAGED:  # whose gains are its own
                notes = notes + gain_notes(contract, body)
        unread = [name for name in self.noise if name not in policy.terms]
        if unread:
            notes = (*notes, f"no effect: noise on {', '.join(unread)}, which the policy ignores")
        if self.physics_timestep_s is not None and contract is None:
            policy.drive = replace(policy.drive, physics_timestep_s=self.physics_timestep_s)
        if self.solver not in SOLVERS:
            raise unknown_name("solver", self.solver, SOLVERS)
        max_delay_substeps(scenario, policy.drive)  # refuses delays that cannot be simulated
        return Rig(
            scenario=scenario,
            body=body,
            policy=policy,
            contract=contract,
            notes=notes,
            blueprint=compose(scenario, body, policy.drive, solver=self.solver),
        )

    def _scenario(self) -> Scenario:
        scenario = scenarios.make(self.scenario).with_variation(self.variation)
        if self.noise:
            faults = {name: make_noise(name, values) for name, values in self.noise.items()}
            sensing = SensingConfig(noise=faults, scan=scenario.sensing.scan)
            scenario = replace(scenario, sensing=sensing)
        if self.time_limit_s is not None:
            scenario = replace(scenario, time_limit_s=self.time_limit_s)
        return scenario

    def _weights_path(self, contract_path: Path, contract: Contract) -> Path:
        """Find the ONNX file: as given, beside the contract, or beside the body's file."""
        if self.weights is not None:
            return Path(self.weights)
        if contract.model is None:
            raise BrokenFile(
                f'{contract_path} names no model. Add model = "FILE.onnx" or give --weights.'
            )
        body = Path(self.body).resolve()
        folders = [contract_path.parent, body.parent, body.parent.parent]
        for folder in folders:
            candidate = folder / contract.model
            if candidate.is_file():
                return candidate
        looked = ", ".join(str(folder) for folder in folders)
        raise BrokenFile(
            f"{contract_path} names the model {contract.model!r}, which is in none of: {looked}. "
            "Give its path with --weights."
        )


def read_setup(folder: Path, kinds: Sequence[type[Setup]] = (Setup,)) -> Setup:
    """Read the setup of a run's folder.

    Args:
        folder: Folder of a run.
        kinds: Kinds of setups that it may be; the first that has all fields is taken.

    Raises:
        BrokenFile: When the folder holds no run, or one of another kind.
    """
    path = folder / "setup.json"
    if not path.is_file():
        raise BrokenFile(f"{folder} holds no run: there is no setup.json in it.")
    content = read_json(path)
    found = content.get("setup")
    if "plan" in content and found is None:
        raise BrokenFile(f"{folder} holds a comparison; its runs are {folder / 'a'} and b.")
    if isinstance(found, dict):
        values = cast("dict[str, Any]", found)
        for kind in kinds:
            if set(values) <= {entry.name for entry in fields(kind)}:
                return kind(**values)
    raise BrokenFile(f"{path} holds no setup of this version.")
