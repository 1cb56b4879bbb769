"""Writes of custody: events, steps of two people, inventory rounds, lists of media.

Nothing here commits, and nothing that was recorded changes.
"""

from jicms.custody.service.acts import record_in_place
from jicms.custody.service.events import Told, begin, pending_of
from jicms.custody.service.steps import (
    confirm,
    decline,
    dispose,
    hand_over,
    sees_item,
    send_out,
    take_back,
    withdraw,
)

__all__ = [
    "Told",
    "begin",
    "confirm",
    "decline",
    "dispose",
    "hand_over",
    "pending_of",
    "record_in_place",
    "sees_item",
    "send_out",
    "take_back",
    "withdraw",
]
