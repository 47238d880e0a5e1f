"""Thinking while walking: minds that set the registers of a policy and never hold it up."""
