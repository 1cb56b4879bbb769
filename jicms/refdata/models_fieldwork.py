"""Lists that the work of investigations uses: its hours, the proof of its findings."""

from sqlalchemy.orm import Mapped, mapped_column

from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class ActivityKind(CodeMixin, db.Model):
    """What an investigator's time went into."""


class ProofStandard(CodeMixin, db.Model):
    """How much proof a finding asks for (§3.3). `is_higher`: more than a preponderance, which a
    finding on sexual abuse in custody may not ask for (6 CFR 115.72, 115.172)."""

    is_higher: Mapped[bool] = mapped_column(default=False)
