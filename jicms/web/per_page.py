"""What a page asks for in several places, read once."""

from collections.abc import Callable
from typing import TypeVar

from flask import g

T = TypeVar("T")


def once(name: str, key: int, read: Callable[[], T]) -> T:
    """What `read` found for that record, asked once a request; None is an answer too."""
    kept: dict[int, T] = g.setdefault(name, {})
    if key not in kept:
        kept[key] = read()
    return kept[key]
