"""What people see: summaries, ticks, explanations."""
