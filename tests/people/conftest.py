"""Fixtures of these tests."""

from tests.support.counting import statements

__all__ = ["statements"]
