"""What no step brings about but the date: told once a day by `flask notices sweep`."""

from collections.abc import Callable

#: Called once a day as the installation; each tells what a date brings, and may run twice.
sweepers: list[Callable[[], None]] = []


def sweep() -> None:
    """Tell of everything that has come near or passed."""
    for each in sweepers:
        each()
