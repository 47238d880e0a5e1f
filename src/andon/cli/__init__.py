"""The command line: one command per verb; the only room that prints."""
