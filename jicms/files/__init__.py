"""The encrypted file store: stream in, hash, type, scan; stream out, verified. Knows no domain."""

from typing import Any

from flask import Flask

from jicms.access import scope
from jicms.audit import recorder
from jicms.files import alarms, cli, media, s3, settings, tus, uploads
from jicms.files.models import StoredFile


def init_app(app: Flask) -> None:
    """Set up the store under DATA_DIR/files; register audit, scope, alarm, uploads, commands."""
    settings.configure(
        settings.Settings(
            root=app.config["DATA_DIR"] / "files",
            max_bytes=app.config["MAX_UPLOAD_BYTES"],
            clamd=app.config["CLAMD"] or None,
            bucket=_bucket(app.config.get("S3")),
            max_resumable=app.config.get("MAX_FILE_BYTES", settings.DEFAULT_MAX_RESUMABLE_BYTES),
        )
    )
    if alarms.record not in alarms.on_damage:
        alarms.on_damage.append(alarms.record)
        recorder.audited(StoredFile)
        scope.unscoped(StoredFile, "reached only through the record that owns it")
        media.register()
    uploads.init_app(app)
    tus.init_app(app)
    app.cli.add_command(cli.files)


def _bucket(told: dict[str, Any] | None) -> settings.Bucket | None:
    """The object store, where one is set; stops with a sentence where it can't be spoken to."""
    if not told:
        return None
    bucket = settings.Bucket(**told)
    try:
        s3.client_of(bucket)
    except s3.PackageMissing as error:
        raise SystemExit(str(error)) from None
    return bucket
