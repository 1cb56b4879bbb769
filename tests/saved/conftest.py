"""Statements are counted here."""

from tests.support.counting import statements

__all__ = ["statements"]
