"""Kinds and states that many parts of discipline name: of referrals, and of factors."""

from enum import StrEnum


class ReferralKind(StrEnum):
    """What labor relations gets: a report, a fact-finding file, or an interim matter."""

    REPORT = "REPORT"
    FACT_FINDING = "FACT_FINDING"
    INTERIM = "INTERIM"


class ReferralStatus(StrEnum):
    """What labor relations did with it."""

    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"


class InterimPurpose(StrEnum):
    """Why labor relations hears of a subject before there is a report."""

    LEAVE = "LEAVE"
    DUTY_STATUS = "DUTY_STATUS"
    INDEFINITE_SUSPENSION = "INDEFINITE_SUSPENSION"
    CRIME_PROVISION = "CRIME_PROVISION"
    PROBATION = "PROBATION"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return LABELS[self]


P = InterimPurpose
LABELS: dict[InterimPurpose, str] = {
    P.LEAVE: "Leave while the matter is open",
    P.DUTY_STATUS: "Duty status",
    P.INDEFINITE_SUSPENSION: "Indefinite suspension",
    P.CRIME_PROVISION: "Action under the crime provision",
    P.PROBATION: "Probation that ends soon",
}


class FactorWeight(StrEnum):
    """How a Douglas factor weighs."""

    AGGRAVATING = "AGGRAVATING"
    MITIGATING = "MITIGATING"
    NEUTRAL = "NEUTRAL"
    NOT_RELEVANT = "NOT_RELEVANT"


class Side(StrEnum):
    """Who acts for the employee: himself, or a representative."""

    EMPLOYEE = "EMPLOYEE"
    REPRESENTATIVE = "REPRESENTATIVE"

    @property
    def label(self) -> str:
        """In words."""
        return {"EMPLOYEE": "The employee", "REPRESENTATIVE": "The representative"}[self.value]


class Channel(StrEnum):
    """How something of the employee's reached the agency."""

    HAND = "HAND"
    MAIL = "MAIL"
    CARRIER = "CARRIER"
    EMAIL = "EMAIL"
    FAX = "FAX"
    PHONE = "PHONE"
    OTHER = "OTHER"

    @property
    def label(self) -> str:
        """In words."""
        return {
            "HAND": "By hand",
            "MAIL": "By mail",
            "CARRIER": "By carrier",
            "EMAIL": "By e-mail",
            "FAX": "By fax",
            "PHONE": "By telephone",
            "OTHER": "Otherwise",
        }[self.value]
