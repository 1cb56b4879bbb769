"""What stands on every page, and how much a document may cost: set once by init_app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`marking` is the line at the top and the foot of each page; an empty one prints none."""

    marking: str = "CUI//PRVCY"
    #: A document that takes longer is given up; 270 pages take 1.3 seconds.
    seconds: float = 60.0
    #: What the process of one document may allocate.
    memory: int = 3 * 1024**3
    #: So many documents are made at once; others wait.
    at_once: int = 2
    #: How long a document waits for its turn.
    patience: float = 20.0


class _Process:
    """What this process uses."""

    settings = Settings()


def configure(settings: Settings) -> None:
    """Make `settings` the current ones for this process."""
    _Process.settings = settings


def current() -> Settings:
    """The current settings."""
    return _Process.settings
