"""Data sets of episodes: written so that they survive, read in the formats of the field."""

from andon.episodes.data.dataset import DataSet, EpisodeEntry
from andon.episodes.data.opening import open_data
from andon.episodes.data.writer import DataWriter

__all__ = ["DataSet", "DataWriter", "EpisodeEntry", "open_data"]
