"""Previews of sound and film: encoded anew in a process of its own, stored beside the original."""

from jicms.access import scope
from jicms.audit import recorder
from jicms.files.media.models import MediaPreview


def register() -> None:
    """Register scope and audit; once in a process."""
    recorder.audited(MediaPreview)
    scope.unscoped(MediaPreview, "reached only through the record that owns its original")
