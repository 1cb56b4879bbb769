"""Persons: employees and everybody else, their other names and their employment."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import Code, EnumText, Json, UtcDateTime
from jicms.extensions import db


class Person(Identified, Stamped, Versioned, db.Model):
    """Somebody known by name or employee number: the employee number is the key.

    `search_name` is the folded name (lower case, no accents) that searches read.
    `born_sealed` is the encrypted date of birth; pages show the year. `ssn_sealed` stays empty
    unless the installation collects Social Security numbers.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_search_name", "search_name"),
        Index("ix_person_name", "family_name", "given_name", "id"),
    )

    kind_code: Mapped[str] = mapped_column(Code(), ForeignKey("person_kind.code"))
    given_name: Mapped[str] = mapped_column(String(120), default="")
    family_name: Mapped[str] = mapped_column(String(120), default="")
    search_name: Mapped[str] = mapped_column(String(260), default="")
    employee_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    gender: Mapped[str] = mapped_column(String(20), default="")
    born_sealed: Mapped[str | None] = mapped_column(Text)
    ssn_sealed: Mapped[str | None] = mapped_column(Text)
    telephone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    legacy_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    #: The record into which this one was merged: this one is read by nobody then, and its number
    #: and key lead to the other.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: The source's own values of an imported row, word for word.
    source_values: Mapped[dict[str, str] | None] = mapped_column(Json)

    aliases: Mapped[list["PersonAlias"]] = relationship(back_populates="person")
    employments: Mapped[list["Employment"]] = relationship(
        back_populates="person", order_by="Employment.valid_from.desc().nulls_last()"
    )

    @property
    def name(self) -> str:
        """`Garrick Dunmoor`; an imported person without a name shows the source's key."""
        full = f"{self.given_name} {self.family_name}".strip()
        return full or f"Employee {self.employee_number or self.legacy_key or self.id}"

    @property
    def short_name(self) -> str:
        """`G. Dunmoor`."""
        if self.given_name and self.family_name:
            return f"{self.given_name[:1]}. {self.family_name}"
        return self.name


class PersonAlias(Identified, Stamped, db.Model):
    """Another name of a person."""

    __tablename__ = "person_alias"
    __table_args__ = (Index("ix_person_alias_search_name", "search_name"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(240))
    search_name: Mapped[str] = mapped_column(String(260))

    person: Mapped[Person] = relationship(back_populates="aliases")


class Employment(Identified, Stamped, db.Model):
    """A period of a person's employment; a party points at the one at incident and at opening."""

    __tablename__ = "employment"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    agency_code: Mapped[str] = mapped_column(String(40), default="")
    program_office: Mapped[str] = mapped_column(
        String(120), default="", index=True, info={"audit": "value"}
    )
    duty_location: Mapped[str] = mapped_column(String(160), default="", info={"audit": "value"})
    title: Mapped[str] = mapped_column(String(160), default="", info={"audit": "value"})
    series: Mapped[str] = mapped_column(String(20), default="", info={"audit": "value"})
    grade: Mapped[str] = mapped_column(String(20), default="", info={"audit": "value"})
    is_law_enforcement: Mapped[bool] = mapped_column(default=False)
    is_supervisor: Mapped[bool] = mapped_column(default=False)
    is_ses: Mapped[bool] = mapped_column(default=False)
    is_internal_affairs: Mapped[bool] = mapped_column(default=False)
    bargaining_unit: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    appointment: Mapped[str] = mapped_column(String(60), default="", info={"audit": "value"})
    entered_on_duty: Mapped[date | None] = mapped_column(Date)
    probation_ends: Mapped[date | None] = mapped_column(Date)

    person: Mapped[Person] = relationship(back_populates="employments")

    @property
    def position(self) -> str:
        """`CBP Officer, GS-1895-12, Port of Alder Bend`, as far as known."""
        return ", ".join(part for part in (self.post, self.duty_location) if part)

    @property
    def post(self) -> str:
        """`CBP Officer, GS-1895-12`, as far as known."""
        return ", ".join(part for part in (self.title, self.classification) if part)

    @property
    def classification(self) -> str:
        """`GS-1895-12`: plan, series and grade; nothing without a series."""
        known = ("GS", self.series, self.grade) if self.series else ()
        return "-".join(part for part in known if part)


class UserPerson(Identified, Stamped, db.Model):
    """Which person an account belongs to. The conflict wall follows the person.

    Both the link and its end take effect when the security administrator confirms them: without
    a link there is no wall.
    """

    __tablename__ = "user_person"
    __table_args__ = (UniqueConstraint("user_id", "person_id", "valid_from"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    person: Mapped[Person] = relationship()


class RelationKind(StrEnum):
    """How two people are close."""

    SPOUSE = "SPOUSE"
    PARTNER = "PARTNER"
    PARENT_OR_CHILD = "PARENT_OR_CHILD"
    SIBLING = "SIBLING"
    OTHER_RELATIVE = "OTHER_RELATIVE"
    HOUSEHOLD = "HOUSEHOLD"
    CLOSE_FRIEND = "CLOSE_FRIEND"
    BUSINESS = "BUSINESS"


class DeclaredRelation(Identified, Stamped, db.Model):
    """A relative or partner that a person declared, who no longer opens the other's page.

    Once the security administrator confirmed it, the other does not open that person's either, and
    the conflict wall of one is the other's too, until the end of it is confirmed. Whom the words of
    the declaration mean, `related_id` says: where the number that was typed fits nobody, the
    security administrator finds the record.
    """

    __tablename__ = "declared_relation"
    __table_args__ = (
        CheckConstraint(
            "confirmed_at IS NULL OR related_id IS NOT NULL", name="confirmed_has_person"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    related_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: What was typed of the other: the declaring user is not told whose record it is.
    related_name: Mapped[str] = mapped_column(String(200), default="")
    related_number: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[RelationKind] = mapped_column(
        EnumText(RelationKind), default=RelationKind.OTHER_RELATIVE
    )
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
