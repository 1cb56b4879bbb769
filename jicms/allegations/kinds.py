"""Words of allegations that code branches on."""

from enum import StrEnum


class FacilityKind(StrEnum):
    """Which subpart of 6 CFR part 115 applies: A for immigration detention, B for holding."""

    IMMIGRATION_DETENTION = "IMMIGRATION_DETENTION"
    HOLDING = "HOLDING"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return "Holding facility" if self is FacilityKind.HOLDING else "Immigration detention"


class PerpetratorKind(StrEnum):
    """Who is said to have committed a sexual abuse in custody."""

    STAFF = "STAFF"
    CONTRACTOR = "CONTRACTOR"
    VOLUNTEER = "VOLUNTEER"
    DETAINEE = "DETAINEE"


class Gender(StrEnum):
    """Of a victim or perpetrator, as 6 CFR part 115 counts it."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"


class Care(StrEnum):
    """Whether a victim was given an examination or counselling."""

    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    NOT_GIVEN = "NOT_GIVEN"

    @property
    def label(self) -> str:
        """As a user reads it."""
        words = {"GIVEN": "Given", "REFUSED": "Offered and refused", "NOT_GIVEN": "Not given"}
        return words[self.value]


class ReportedBy(StrEnum):
    """Who first reported an abuse in custody: the kind of person, never a name."""

    VICTIM = "VICTIM"
    DETAINEE = "DETAINEE"
    STAFF = "STAFF"
    THIRD_PARTY = "THIRD_PARTY"
    ANONYMOUS = "ANONYMOUS"

    @property
    def label(self) -> str:
        """As a user reads it."""
        if self is ReportedBy.DETAINEE:
            return "Another detainee"
        return self.value.replace("_", " ").capitalize()
