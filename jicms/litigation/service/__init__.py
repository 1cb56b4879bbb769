"""Writes of the litigation file. Nothing here commits."""
