"""Figures for Prometheus: what is measured, what the state and this process say of it, and how Prometheus gets it."""
