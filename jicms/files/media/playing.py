"""What a page says of a recording: whether its preview can be played, and if not, why."""

from dataclasses import dataclass

from jicms.files.media import service
from jicms.files.media.models import Outcome
from jicms.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound or film of a file that the caller has reached."""

    is_film: bool
    is_small: bool
    outcome: Outcome | None

    @classmethod
    def of(cls, file: StoredFile | None) -> "Recording | None":
        """None for what is neither sound nor film."""
        if file is None or not service.is_recording(file):
            return None
        found = service.preview_of(file)
        return cls(
            is_film=file.content_type.startswith("video/"),
            is_small=service.is_small(file),
            outcome=found.outcome if found else None,
        )

    @property
    def tag(self) -> str:
        """The element that plays it."""
        return "video" if self.is_film else "audio"

    @property
    def is_ready(self) -> bool:
        """There is something to play."""
        return self.outcome in {Outcome.MADE, Outcome.WITH_GAPS}

    @property
    def has_gaps(self) -> bool:
        """Not all of the original could be decoded."""
        return self.outcome is Outcome.WITH_GAPS

    @property
    def has_failed(self) -> bool:
        """Nothing of the original could be decoded, or not within the limits."""
        return self.outcome in {Outcome.NOT_DECODED, Outcome.GIVEN_UP}

    @property
    def is_unreadable(self) -> bool:
        """It failed since no decoder makes sense of it."""
        return self.outcome is Outcome.NOT_DECODED
