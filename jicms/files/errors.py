"""Refusals of the file store, in sentences for the user."""

from jicms.core.errors import Denied, DomainError


class FileDamaged(DomainError):
    """The stored bytes are not those that were received, or are gone."""

    status = 500

    def __init__(self) -> None:
        super().__init__(
            "This file failed its integrity check and is not shown.",
            "The failure was recorded. Tell the evidence custodian.",
        )


class StorageFailed(DomainError):
    """The disk would not take the file."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The file could not be stored. Nothing was saved. Tell the administrator if it lasts."
        )


class NotReleased(Denied):
    """The malware check stands between the file and its reader."""
