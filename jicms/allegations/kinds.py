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
