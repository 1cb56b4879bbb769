"""Makers of test records, one module per feature."""
