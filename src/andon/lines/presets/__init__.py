"""Published deployments as line files, with their sources and what does not add up."""
