"""Refusals of the protocol, each with its status and a sentence for whoever reads the answer."""

from jicms.core.errors import DomainError


class BadHeader(DomainError):
    """A header is missing or makes no sense."""

    status = 400


class WrongOffset(DomainError):
    """The part does not begin where the upload ends."""

    status = 409

    def __init__(self) -> None:
        super().__init__("The part does not begin where the upload ends. Ask where it ends.")


class Spoilt(DomainError):
    """What had arrived is damaged: there is nothing to go on from."""

    status = 410

    def __init__(self) -> None:
        super().__init__("What had arrived was damaged on disk. Choose the file again.")


class WrongVersion(DomainError):
    """The client speaks another version of the protocol."""

    status = 412

    def __init__(self) -> None:
        super().__init__("Uploads in parts speak version 1.0.0 of the tus protocol.")


class TooLarge(DomainError):
    """More than is accepted, or more than was announced."""

    status = 413


class NotAPart(DomainError):
    """The body has another type."""

    status = 415

    def __init__(self) -> None:
        super().__init__("A part of an upload is sent as application/offset+octet-stream.")


class InUse(DomainError):
    """Another request writes to the upload at this moment."""

    status = 423

    def __init__(self) -> None:
        super().__init__("Another part of this upload is arriving. Try again in a moment.")


class TooMany(DomainError):
    """The account has as many uploads open as it may."""

    status = 429


class ChecksumMismatch(DomainError):
    """The part is not what its sender sent. (460 is the protocol's own.)"""

    status = 460

    def __init__(self) -> None:
        super().__init__("A part arrived damaged and was not kept. Send it again.")


class NoRoom(DomainError):
    """The disk would be full."""

    status = 507

    def __init__(self) -> None:
        super().__init__("There is no room for a file of this size. Tell the administrator.")
