"""Measures the pages against a floor: `make bench`."""
