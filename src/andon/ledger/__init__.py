"""The ledger: what the robot costs."""
