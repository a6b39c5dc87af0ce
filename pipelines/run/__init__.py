"""Run the job: passes, streams, runners and what they need."""
