"""Refusals of the document maker, in sentences for the user."""

from jicms.core.errors import DomainError


class NotRendered(DomainError):
    """The document could not be made; the log says which, and why."""

    status = 503

    def __init__(
        self,
        sentence: str = (
            "The PDF could not be made. Nothing was changed. Try again; if it fails a second time, "
            "tell the administrator."
        ),
    ) -> None:
        super().__init__(sentence)


class Busy(NotRendered):
    """Others are being made, and this one waited long enough."""

    def __init__(self) -> None:
        super().__init__("Many PDFs are being made just now. Try again in a minute.")
