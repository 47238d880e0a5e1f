"""Statistics and gates: what the evidence says about a policy, valid whenever one looks."""
