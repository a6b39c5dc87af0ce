"""Run CPU work in child processes, with deadlines."""
