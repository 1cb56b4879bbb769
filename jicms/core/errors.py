"""Errors of the domain. Each carries sentences that are safe to show to the user."""

from collections.abc import Iterable, Mapping


class DomainError(Exception):
    """A refusal with a sentence for the user and an HTTP status."""

    status = 422

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences: tuple[str, ...] = sentences


class RuleBroken(DomainError):
    """One or more rules of the domain forbid the change; all are named together."""

    def __init__(self, sentences: str | Iterable[str], *, field: str | None = None) -> None:
        listed = (sentences,) if isinstance(sentences, str) else tuple(sentences)
        super().__init__(*listed)
        self.field = field


class TransitionRefused(DomainError):
    """The record's status does not allow this step."""

    status = 409


class Denied(DomainError):
    """The actor sees the record but may not do this with it."""

    status = 403

    def __init__(self, sentence: str = "This page or step is for another role.") -> None:
        super().__init__(sentence)


class Missing(DomainError):
    """No such record, or one that the actor may not see: the two look the same."""

    status = 404

    def __init__(self, sentence: str = "There is no such record.") -> None:
        super().__init__(sentence)


class Stale(DomainError):
    """The record changed since the form was opened.

    `fields` maps each field's label to the pair (stored now, typed).
    """

    status = 409

    def __init__(self, fields: Mapping[str, tuple[str, str]], *, by: str | None = None) -> None:
        who = f" by {by}" if by else ""
        super().__init__(f"This record was changed{who} while you were writing. Nothing was saved.")
        self.fields = dict(fields)
        self.by = by


class Unavailable(DomainError):
    """The trail could not be written, so nothing is shown."""

    status = 503

    def __init__(self, sentence: str = "The audit trail cannot be written now. Try again.") -> None:
        super().__init__(sentence)
