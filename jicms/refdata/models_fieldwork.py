"""Lists that the fieldwork of investigations uses."""

from jicms.extensions import db
from jicms.refdata.mixin import CodeMixin


class ActivityKind(CodeMixin, db.Model):
    """What an investigator's time went into."""
