"""Writes of custody: events, steps of two people, inventory rounds, lists of media.

Nothing here commits, and nothing that was recorded changes.
"""

from jicms.custody.service.acts import record_copy, record_in_place
from jicms.custody.service.events import Told, begin, pending_of
from jicms.custody.service.media import compare_medium, hashes_of, list_of, register_medium
from jicms.custody.service.rounds import begin_round, close_round, confirm_item
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
    "begin_round",
    "close_round",
    "compare_medium",
    "confirm",
    "confirm_item",
    "decline",
    "dispose",
    "hand_over",
    "hashes_of",
    "list_of",
    "pending_of",
    "record_copy",
    "record_in_place",
    "register_medium",
    "sees_item",
    "send_out",
    "take_back",
    "withdraw",
]
