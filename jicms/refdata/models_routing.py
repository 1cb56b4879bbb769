"""The list of routing rules, which `models` takes in with the others."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from jicms.core.types import Code, EnumText
from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class Way(StrEnum):
    """Where a routing rule sends a matter, the one that weighs most first."""

    INSPECTOR_GENERAL = "INSPECTOR_GENERAL"
    OTHER_AGENCY = "OTHER_AGENCY"
    OWN_OFFICE = "OWN_OFFICE"
    MANAGEMENT_INQUIRY = "MANAGEMENT_INQUIRY"
    MANAGEMENT_REFERRAL = "MANAGEMENT_REFERRAL"
    INFORMATION_ONLY = "INFORMATION_ONLY"


class SubjectFact(StrEnum):
    """What a routing rule may ask of a subject."""

    OWN_PEOPLE = "OWN_PEOPLE"
    INTERNAL_AFFAIRS = "INTERNAL_AFFAIRS"
    SES = "SES"
    SENIOR = "SENIOR"
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT"


class RoutingRule(CodeMixin, db.Model):
    """Where a matter goes by its code, class, agency, office and subjects, by date.

    `way` names where it goes; a column left empty asks nothing. `mandatory`: nobody may decide
    otherwise. What a row asks never changes: its successor is a row of its own.
    """

    way: Mapped[Way] = mapped_column(EnumText(Way))
    mandatory: Mapped[bool] = mapped_column(default=False)
    group_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("allegation_group.code"))
    category_code: Mapped[str | None] = mapped_column(
        Code(), ForeignKey("allegation_category.code")
    )
    class_code: Mapped[str | None] = mapped_column(Code(), ForeignKey("severity_class.code"))
    agency_code: Mapped[str | None] = mapped_column(String(40))
    office_code: Mapped[str | None] = mapped_column(String(40))
    subject_fact: Mapped[SubjectFact | None] = mapped_column(EnumText(SubjectFact))
    item: Mapped[str] = mapped_column(String(120), default="")
