"""Learning from what was shown: places, propensities, other policies judged from the log, a bandit, experiments."""
