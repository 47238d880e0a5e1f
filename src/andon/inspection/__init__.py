"""Inspecting parts: from scores to accept or reject at a priced operating point, with evidence."""
