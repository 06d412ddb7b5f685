"""What is measured: commands that print figures, and the figures they are expected to reach, kept as data."""
