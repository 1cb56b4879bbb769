"""What a file is called when it leaves: our number of its record, and its own ending."""

from pathlib import PurePosixPath

from jicms.files.models import StoredFile
from jicms.files.names import download_name

_LONGEST_ENDING = 12


def offered_name(file: StoredFile, *parts: str) -> str:
    """`202700123-S01.pdf`: never the name that it came with, which may name a person."""
    ending = PurePosixPath(download_name(file.original_name)).suffix
    if len(ending) > _LONGEST_ENDING or not ending[1:].isalnum():
        ending = ""
    return "-".join(parts) + ending.lower()
