"""Policies: observation in, action out; contracts that say exactly how."""
