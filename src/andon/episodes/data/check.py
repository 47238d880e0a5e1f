"""Check a data set: every episode read once, every rule looking at it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from andon.bodies.body import Body, bodies
from andon.episodes.data.dataset import DataSet, EpisodeEntry
from andon.episodes.data.feature import Columns
from andon.episodes.data.findings import Finding, Rule, RuleFacts, Seen
from andon.episodes.data.opening import open_data
from andon.episodes.data.rules_pictures import ColourOrder, DepthUnit, RateMismatch, VideoFrames
from andon.episodes.data.rules_robomind import (
    ActionSource,
    MissingTimestamps,
    RawColours,
    RawHands,
    RawRates,
)
from andon.episodes.data.rules_structure import (
    FileChanged,
    FrameIndex,
    StatsMismatch,
)
from andon.episodes.data.rules_tables import MetadataChanged
from andon.episodes.data.rules_values import (
    ActionEqualsState,
    DuplicateEpisode,
    EmptyInstruction,
    EndEffectorMeaning,
    IrregularTimestamps,
    JointLimits,
    Jump,
    NotFinite,
    StuckChannel,
)
from andon.episodes.data.store import Store
from andon.episodes.data.video_file import Picture
from andon.errors import BrokenFile

__all__ = ["READING_RULES", "RULES", "CheckReport", "check_data", "rule_facts"]

RULES: tuple[Callable[[], Rule], ...] = (
    MissingTimestamps,
    IrregularTimestamps,
    RateMismatch,
    RawRates,
    VideoFrames,
    DepthUnit,
    ColourOrder,
    RawColours,
    ActionEqualsState,
    ActionSource,
    EndEffectorMeaning,
    RawHands,
    StuckChannel,
    JointLimits,
    Jump,
    NotFinite,
    EmptyInstruction,
    DuplicateEpisode,
    FrameIndex,
    StatsMismatch,
    FileChanged,
    MetadataChanged,
)
"""All rules that look at episodes; each is built anew for every check."""

READING_RULES: tuple[RuleFacts, ...] = (
    RuleFacts(
        name="unreadable",
        meaning="Every file must be there, whole, and hold what is declared.",
        repair="drop-episode",
    ),
    RuleFacts(name="episode-gap", meaning="Episodes must be numbered by place.", repair="recount"),
    RuleFacts(name="episode-count", meaning="The number of episodes must be the counted one."),
    RuleFacts(
        name="frame-count",
        meaning="The number of frames must be the counted one.",
        repair="recount",
    ),
    RuleFacts(name="task-count", meaning="The number of instructions must be the counted one."),
    RuleFacts(
        name="unknown-task", meaning="Instructions must be in the list of them.", repair="recount"
    ),
    RuleFacts(name="mixed-robots", meaning="A set holds one kind of robot."),
    RuleFacts(name="camera-missing", meaning="Every episode has the same cameras."),
    RuleFacts(
        name="unfinished-episode",
        meaning="A writer was stopped; the set ends before its last episode. Nothing is lost.",
    ),
    RuleFacts(
        name="unlisted-episodes",
        meaning="Finished episodes that are in the journal and not in the tables yet.",
    ),
    RuleFacts(
        name="journal-damaged",
        meaning="The journal of finished episodes must be there and as it was written.",
    ),
)
"""Rules that reading itself keeps."""

SAMPLED_PICTURES = 4
"""Pictures per camera and episode that rules about colours look at."""


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What a check found."""

    name: str
    """Folder or URL."""
    format: str
    """Format of the set."""
    num_episodes: int
    """Episodes that were read."""
    num_frames: int
    """Frames in them."""
    findings: tuple[Finding, ...] = ()
    """All findings, by rule."""
    rules: tuple[RuleFacts, ...] = field(default=())
    """All rules that were applied, broken or not."""

    @property
    def is_ok(self) -> bool:
        """Say whether nothing fails the check."""
        return not any(finding.is_error for finding in self.findings)

    def of(self, rule: str) -> tuple[Finding, ...]:
        """Give the findings of one rule."""
        return tuple(finding for finding in self.findings if finding.rule == rule)


def rule_facts(rules: Sequence[Callable[[], Rule]] = RULES) -> tuple[RuleFacts, ...]:
    """Give names and meanings of all rules; two that share a name share a row."""
    found: dict[str, RuleFacts] = {}
    for facts in (*READING_RULES, *(rule().facts for rule in rules)):
        found.setdefault(facts.name, facts)
    return tuple(found.values())


def check_data(
    root: str | Path | Store,
    *,
    rules: Sequence[Callable[[], Rule]] = RULES,
    rate_hz: float | None = None,
    body: Body | None = None,
    on_episode: Callable[[int, int], None] | None = None,
) -> CheckReport:
    """Read a whole data set and apply every rule to it. Nothing is written.

    Args:
        root: Folder or URL.
        rules: Rules to apply.
        rate_hz: Frames per second, for formats that do not keep it.
        body: The robot, for its joint limits; the recorded one when None, if it is built in.
        on_episode: Called with the number of episodes that were read, and of all.

    Returns:
        What was found.

    Raises:
        BrokenFile: When the set cannot even be opened.
    """
    data = open_data(root, is_strict=False, rate_hz=rate_hz)
    applied = [rule() for rule in rules]
    findings = [
        Finding(rule=p.rule, message=p.message, episode=p.episode, is_error=p.is_error)
        for p in data.problems
    ]
    with np.errstate(all="ignore"):  # broken numbers are what is looked for
        for position, entry in enumerate(data.episodes):
            broken: list[Finding] = []
            seen = _see(data, position, entry, body or _recorded_body(entry), broken)
            findings += broken
            for rule in applied:
                findings += rule.look(seen)
            if on_episode is not None:
                on_episode(position + 1, len(data.episodes))
        for rule in applied:
            findings += rule.finish(data)
    order = {facts.name: i for i, facts in enumerate(rule_facts(rules))}
    findings.sort(key=lambda f: (order.get(f.rule, 99), -1 if f.episode is None else f.episode))
    return CheckReport(
        name=str(data.store),
        format=data.format,
        num_episodes=len(data.episodes),
        num_frames=sum(entry.length for entry in data.episodes),
        findings=tuple(findings),
        rules=rule_facts(rules),
    )


def _recorded_body(entry: EpisodeEntry) -> Body | None:
    name = None if entry.record is None else entry.record.body
    return bodies.make(name) if name is not None and name in bodies else None


def _see(
    data: DataSet, position: int, entry: EpisodeEntry, body: Body | None, broken: list[Finding]
) -> Seen:
    """Read an episode; what cannot be read becomes a finding."""
    columns: Columns = {}
    names = [name for name, f in data.info.features.items() if f.dtype != "video"]
    try:
        columns = data.columns(position, names)
    except BrokenFile as error:
        broken.append(Finding(rule="unreadable", message=str(error), episode=position))
    pictures: dict[str, list[Picture]] = {}
    for key in data.info.picture_keys:
        if data.info.features[key].is_depth or (not columns and key not in entry.videos):
            continue
        try:
            pictures[key] = list(_sampled(data, position, key, entry.length))
        except BrokenFile as error:
            finding = Finding(rule="unreadable", message=str(error), episode=position, column=key)
            broken.append(finding)
    return Seen(
        data=data, position=position, entry=entry, columns=columns, pictures=pictures, body=body
    )


def _sampled(data: DataSet, position: int, key: str, length: int) -> Iterator[Picture]:
    """Decode all pictures of a camera, so that a broken one is found, and keep a few."""
    wanted = set(np.linspace(0, length - 1, SAMPLED_PICTURES).round().astype(int).tolist())
    for i, picture in enumerate(data.pictures(position, key)):
        if i in wanted:
            yield picture
