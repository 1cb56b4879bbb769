"""Agencies, offices, accounts, memberships, sessions and tokens."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jicms.access.actor import Role
from jicms.core.model import Identified, Stamped, Versioned
from jicms.core.types import EnumText, UtcDateTime
from jicms.extensions import db


class OfficeKind(StrEnum):
    """What an office does. Program offices are rows too: subjects belong to them."""

    INVESTIGATIONS = "INVESTIGATIONS"
    LABOR_RELATIONS = "LABOR_RELATIONS"
    COUNSEL = "COUNSEL"
    PROGRAM = "PROGRAM"
    HEADQUARTERS = "HEADQUARTERS"


class PrincipalKind(StrEnum):
    """Who a grant can be given to."""

    OFFICE = "OFFICE"
    USER = "USER"


class Principal(Identified, db.Model):
    """The receiving end of a grant: an office or a user."""

    __tablename__ = "principal"

    kind: Mapped[PrincipalKind] = mapped_column(EnumText(PrincipalKind))


class Agency(Identified, Versioned, db.Model):
    """A component that uses the installation. `scheme` names its class scheme."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(60), default="America/New_York")
    scheme: Mapped[str] = mapped_column(String(20))
    #: What stands under the name at the head of its letters: department, address; lines.
    letterhead: Mapped[str] = mapped_column(String(400), default="")
    is_legacy: Mapped[bool] = mapped_column(default=False)
    valid_to: Mapped[date | None] = mapped_column(Date)

    def is_in_use(self, day: date) -> bool:
        """Whether it is offered on that day."""
        return self.valid_to is None or self.valid_to >= day


class Office(Identified, Versioned, db.Model):
    """An office of an agency. `refers_to` is the labor relations office that it refers to.

    `counterpart` takes a case where everybody here who could decide on it is in conflict.
    """

    __tablename__ = "office"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[OfficeKind] = mapped_column(EnumText(OfficeKind))
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), unique=True)
    refers_to_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    valid_to: Mapped[date | None] = mapped_column(Date)

    agency: Mapped[Agency] = relationship()
    refers_to: Mapped["Office | None"] = relationship(
        remote_side="Office.id", foreign_keys=[refers_to_id]
    )
    counterpart: Mapped["Office | None"] = relationship(
        remote_side="Office.id", foreign_keys=[counterpart_id]
    )

    def is_in_use(self, day: date) -> bool:
        """Whether it is offered on that day."""
        return self.valid_to is None or self.valid_to >= day

    @property
    def short_name(self) -> str:
        """`CBP IA`: the agency and the office."""
        agency = self.agency.code
        rest = self.code.removeprefix(f"{agency}-")
        return f"{agency} {rest}"


class User(Identified, Stamped, Versioned, db.Model):
    """An account. Never deleted: deactivated."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_lower"),)

    username: Mapped[str] = mapped_column(String(80), unique=True, info={"audit": "value"})
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(300), default="")
    must_change_password: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), unique=True)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user",
        order_by="Membership.id",
        foreign_keys="Membership.user_id",
    )

    @property
    def short_name(self) -> str:
        """`T. Renquist`."""
        first, _, rest = self.name.partition(" ")
        return f"{first[:1]}. {rest}" if rest else self.name


class Membership(Identified, Stamped, Versioned, db.Model):
    """User × office × role, dated. It takes effect when the security administrator confirms it.

    `revoked_at` ends it at once, or declines what was never confirmed.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_standing",
            "user_id",
            "office_id",
            "role",
            "valid_from",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    is_office_head: Mapped[bool] = mapped_column(default=False)
    is_case_custodian: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=[user_id])
    requested_by: Mapped[User | None] = relationship(foreign_keys=[requested_by_id])
    office: Mapped[Office] = relationship()


class UserSession(Identified, Stamped, db.Model):
    """A sign-in on the server's side: ended, timed out or revoked, it is worth nothing."""

    __tablename__ = "user_session"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
    membership: Mapped[Membership | None] = relationship()


class SignInThrottle(db.Model):
    """Failed sign-ins by keyed hash of the account name or of the address."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeCode(Identified, Stamped, db.Model):
    """A reset code, given by an administrator, good once and for a short time."""

    __tablename__ = "one_time_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ApiToken(Identified, Stamped, db.Model):
    """A bearer token, bound to one membership; asked for by its user, off until granted.

    The secret is made when the user reveals it, once, after the grant: nobody else ever has it,
    and the table holds its digest only. `expires_at` counts from the grant.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index("ix_api_token_user_id", "user_id"),
        CheckConstraint("days BETWEEN 1 AND 90", name="days"),
        CheckConstraint("digest IS NULL OR granted_at IS NOT NULL", name="revealed_was_granted"),
        CheckConstraint("(granted_at IS NULL) = (expires_at IS NULL)", name="granted_expires"),
    )

    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(12), default="", info={"audit": "value"})
    purpose: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    scopes: Mapped[str] = mapped_column(String(200), info={"audit": "value"})
    days: Mapped[int] = mapped_column(Integer)
    granted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    membership: Mapped[Membership] = relationship()


__all__ = [
    "Agency",
    "ApiToken",
    "Membership",
    "Office",
    "OfficeKind",
    "OneTimeCode",
    "Principal",
    "PrincipalKind",
    "SignInThrottle",
    "User",
    "UserSession",
]
