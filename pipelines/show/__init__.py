"""What people see: progress, summaries, the live view, explanations."""
