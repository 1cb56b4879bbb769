"""Sealed files in an S3-compatible object store, by the interface of the local one.

What is stored there was encrypted here: the store's operator reads nothing. A file is sealed on the
local disk first, sent with a checksum that the store compares, and only then leaves the disk.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from jicms.files.settings import Bucket
from jicms.files.store import KEY, Blob, FileStore

#: Read at once: a request for each chunk of 64 KiB would take most of its time for asking.
AHEAD = 4 * 1024 * 1024
MISSING = (
    "JICMS_S3_BUCKET needs the package boto3: .venv/bin/pip install -r requirements-s3.txt, "
    "or leave it out to store files on this machine."
)
_GONE = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchVersion"})


class PackageMissing(RuntimeError):
    """The setting asks for an object store, and the package that speaks with one is not there."""


@cache
def client_of(bucket: Bucket) -> Any:
    """The connection of this process; PackageMissing with a sentence for the operator."""
    try:
        import boto3  # noqa: PLC0415 - an optional package
        from botocore.config import Config  # noqa: PLC0415
    except ImportError:
        raise PackageMissing(MISSING) from None
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint or None,
        region_name=bucket.region or None,
        aws_access_key_id=bucket.key_id or None,
        aws_secret_access_key=bucket.secret or None,
        config=Config(retries={"mode": "standard"}, connect_timeout=10, read_timeout=60),
    )


@contextmanager
def _like_a_disk() -> Iterator[None]:
    """What the object store says, as a disk would say it."""
    from boto3.exceptions import Boto3Error  # noqa: PLC0415 - an optional package
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _GONE:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(str(error)) from error


class _Object(io.RawIOBase):
    """An object as a file that is read and sought: by ranges, some way ahead."""

    def __init__(self, client: Any, **where: str) -> None:
        super().__init__()
        self._client, self._where = client, where
        with _like_a_disk():
            told = client.head_object(**where)
        self._size, self._at = int(told["ContentLength"]), 0
        # All ranges come from one version, also where the file is sealed anew meanwhile.
        if told.get("VersionId"):
            self._where = {**where, "VersionId": told["VersionId"]}
        self._start, self._data = 0, b""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move within the object."""
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes from where it stands; none at the end."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        if not self._start <= self._at <= end <= self._start + len(self._data):
            self._fetch(self._at, max(end, min(self._at + AHEAD, self._size)))
        data = self._data[self._at - self._start : max(end - self._start, 0)]
        self._at += len(data)
        return data

    def _fetch(self, start: int, end: int) -> None:
        self._start, self._data = start, b""
        if start < end:
            with _like_a_disk():
                wanted = f"bytes={start}-{end - 1}"
                self._data = self._client.get_object(Range=wanted, **self._where)["Body"].read()


@dataclass(frozen=True, slots=True)
class S3Store(FileStore):
    """The bucket that holds all files. `root` is where they are sealed before they are sent."""

    bucket: Bucket

    def open(self, key: str) -> Blob:
        """Open a file; FileNotFoundError, or a CryptoError where it is not what it was."""
        return Blob(cast("BinaryIO", _Object(self._client, **self._where(key))), key)

    def put(self, sealed: Path, key: str) -> None:
        """Send a sealed file to the place of its key, and remove it here."""
        more: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"}
        if self.bucket.retain_days:
            until = datetime.now(UTC) + timedelta(days=self.bucket.retain_days)
            more |= {"ObjectLockMode": self.bucket.retain_mode, "ObjectLockRetainUntilDate": until}
        with _like_a_disk():
            self._client.upload_file(str(sealed), self.bucket.name, self._name(key), ExtraArgs=more)
        sealed.unlink()

    def remove(self, key: str) -> None:
        """Delete a file. Under a retention its version stays until that is over."""
        with _like_a_disk():
            self._client.delete_object(**self._where(key))

    def set_aside(self, key: str) -> None:
        """Move an object out of the way, under `orphans/`."""
        with _like_a_disk():
            target = f"{self.bucket.prefix}orphans/{key}"
            self._client.copy(self._where(key), self.bucket.name, target)
        self.remove(key)

    def keys(self, before: float) -> Iterator[str]:
        """The keys of all objects that are older than that moment."""
        with _like_a_disk():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket.name, Prefix=self.bucket.prefix
            )
            for page in pages:
                for entry in page.get("Contents", ()):
                    key = entry["Key"].removeprefix(self.bucket.prefix)[6:]
                    is_ours = KEY.fullmatch(key) and entry["Key"] == self._name(key)
                    if is_ours and entry["LastModified"].timestamp() < before:
                        yield key

    @property
    def _client(self) -> Any:
        return client_of(self.bucket)

    def _where(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self._name(key)}

    def _name(self, key: str) -> str:
        return self.bucket.prefix + self.path(key).relative_to(self.root).as_posix()
