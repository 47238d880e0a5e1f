"""Tests of the statistics behind a verdict."""
