"""Settings, read from the environment. `JICMS_ENV` is demo, development or production."""

import os
import re
import secrets
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("demo", "development", "production")
#: Plain, encrypted after a greeting, and encrypted from the start.
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
#: Well-known values: fine for a demonstration on one's own machine, refused in production.
DEMO_SECRET_KEY = "demo-secret-key-not-for-production"  # noqa: S105 - refused in production
DEMO_MASTER_KEY = "demo:ZGVtby1tYXN0ZXIta2V5LW5vdC1mb3ItcHJvZHVjdGlvbi0="


class UnsafeSettings(SystemExit):
    """Start-up is refused; the message is the one plain sentence that says why."""


def environment() -> str:
    """The value of JICMS_ENV; development where it is not set."""
    name = os.environ.get("JICMS_ENV", "development")
    if name not in ENVIRONMENTS:
        raise UnsafeSettings(f"JICMS_ENV is {name!r}: it must be one of {', '.join(ENVIRONMENTS)}.")
    return name


def load() -> dict[str, Any]:
    """The settings of this process. Raises `UnsafeSettings` where production may not start."""
    env = environment()
    data = Path(os.environ.get("JICMS_DATA_DIR") or ROOT / "instance").resolve()
    settings: dict[str, Any] = {
        "ENV_NAME": env,
        "DATA_DIR": data,
        "SQLALCHEMY_DATABASE_URI": _database_url(data),
        "SECRET_KEY": os.environ.get("JICMS_SECRET_KEY", DEMO_SECRET_KEY),
        "MASTER_KEY": os.environ.get("JICMS_MASTER_KEY", DEMO_MASTER_KEY),
        "AUDIT_ANCHOR": os.environ.get("JICMS_AUDIT_ANCHOR", str(data / "audit-anchor.txt")),
        "PASSWORD_SCHEME": os.environ.get("JICMS_PASSWORD_SCHEME", "argon2id"),
        "REQUIRE_FIPS": os.environ.get("JICMS_REQUIRE_FIPS", "") == "1",
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_UPLOAD_BYTES": 60 * 1024 * 1024,
        "MAX_FILE_BYTES": _megabytes("JICMS_MAX_FILE_MB", 8192),
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "DROPBOX": os.environ.get("JICMS_DROPBOX", _own_box(env, data)),
        "S3": _bucket(),
        "CLAMD": os.environ.get("JICMS_CLAMD", ""),
        "SMTP": _smtp(env),
        "SMTP_USER": os.environ.get("JICMS_SMTP_USER", ""),
        "SMTP_PASSWORD": os.environ.get("JICMS_SMTP_PASSWORD", ""),
        "SMTP_CA": os.environ.get("JICMS_SMTP_CA", ""),
        "MAIL_FROM": os.environ.get("JICMS_MAIL_FROM", "jicms@localhost"),
        "BASE_URL": os.environ.get("JICMS_BASE_URL", "http://localhost:8000"),
        "TRUSTED_HOSTS": hosts(),
        "PROXIES": proxies(),
        "OFFICIAL_BANNER": os.environ.get("JICMS_OFFICIAL_BANNER", "") == "1",
        "MARKING": os.environ.get("JICMS_MARKING", "CUI//PRVCY"),
        "LOGIN_BANNER": os.environ.get(
            "JICMS_LOGIN_BANNER",
            "This system holds records protected by the Privacy Act.",
        ),
        "SESSION_IDLE": timedelta(minutes=30),
        "SESSION_ABSOLUTE": timedelta(hours=12),
        "SESSION_COOKIE_NAME": "jicms_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": env == "production",
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
    }
    if env == "production":
        _refuse_unsafe(settings)
    elif env == "development" and "JICMS_SECRET_KEY" not in os.environ:
        settings["SECRET_KEY"] = secrets.token_hex(32)
    return settings


def _database_url(data: Path) -> str:
    """The database's address, for psycopg 3; never echoed, as it may hold a password."""
    url = os.environ.get("JICMS_DATABASE_URL") or f"sqlite:///{data / 'jicms.sqlite3'}"
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    if not separator or scheme not in {"postgresql+psycopg", "sqlite"}:
        raise UnsafeSettings(
            "JICMS_DATABASE_URL must begin with postgresql:// or, for SQLite, with sqlite:///."
        )
    return f"{scheme}://{rest}"


def _own_box(env: str, data: Path) -> str:
    """The drop box of a demonstration, a file of its own; elsewhere there is none unless set."""
    return f"sqlite:///{data / 'dropbox.sqlite3'}" if env == "demo" else ""


def _megabytes(name: str, otherwise: int) -> int:
    """A size in bytes, from a setting in megabytes."""
    text = os.environ.get(name) or str(otherwise)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise UnsafeSettings(f"{name} is {text!r}: it must be a number of megabytes, as in 2048.")
    return int(text) * 1024 * 1024


def _bucket() -> dict[str, Any] | None:
    """The object store for files; None stores them in the data folder."""
    names = ("BUCKET", "ENDPOINT", "REGION", "PREFIX", "KEY_ID", "SECRET", "RETAIN")
    told = {name: os.environ.get(f"JICMS_S3_{name}", "") for name in names}
    if not told["BUCKET"]:
        return None
    if told["ENDPOINT"] and not re.match(r"https?://[^/]", told["ENDPOINT"]):
        raise UnsafeSettings("JICMS_S3_ENDPOINT must read https://host or http://host:port.")
    if bool(told["KEY_ID"]) != bool(told["SECRET"]):
        raise UnsafeSettings("JICMS_S3_KEY_ID and JICMS_S3_SECRET must be set together.")
    if not re.fullmatch(r"([A-Za-z0-9._-]+/)*", told["PREFIX"]):
        raise UnsafeSettings("JICMS_S3_PREFIX must be empty or end with a slash, as in jicms/.")
    retain = re.fullmatch(r"(GOVERNANCE|COMPLIANCE):([1-9][0-9]{0,4})", told.pop("RETAIN") or "")
    if os.environ.get("JICMS_S3_RETAIN") and not retain:
        raise UnsafeSettings("JICMS_S3_RETAIN must read GOVERNANCE:DAYS or COMPLIANCE:DAYS.")
    found: dict[str, Any] = {name.lower(): value for name, value in told.items()}
    found["name"] = found.pop("bucket")
    if retain:
        found |= {"retain_mode": retain[1], "retain_days": int(retain[2])}
    return found


def hosts() -> list[str] | None:
    """The host names that requests may bear; None allows any."""
    named = os.environ.get("JICMS_TRUSTED_HOSTS", "")
    return [host.strip() for host in named.split(",") if host.strip()] or None


def _smtp(env: str) -> str:
    """The mail server as `scheme://host:port`; without it no mail is sent, and none is needed."""
    url, user, password = (
        os.environ.get(name, "")
        for name in ("JICMS_SMTP", "JICMS_SMTP_USER", "JICMS_SMTP_PASSWORD")
    )
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in MAIL_SCHEMES or not _is_host(parts):
        raise UnsafeSettings(
            "JICMS_SMTP must read smtp+starttls://host:port, smtps://host:port or smtp://host:port."
        )
    if "@" in parts.netloc:
        raise UnsafeSettings(
            "JICMS_SMTP must hold no login: set JICMS_SMTP_USER and JICMS_SMTP_PASSWORD."
        )
    if bool(user) != bool(password):
        raise UnsafeSettings("JICMS_SMTP_USER and JICMS_SMTP_PASSWORD must be set together.")
    plain = parts.scheme == "smtp" and os.environ.get("JICMS_SMTP_PLAIN_LOGIN") != "1"
    if env == "production" and user and plain and not _is_loopback(parts.hostname or ""):
        raise UnsafeSettings(
            "JICMS_SMTP would send its login unencrypted: use smtp+starttls:// or smtps://, or"
            " JICMS_SMTP_PLAIN_LOGIN=1 to accept that."
        )
    if not os.environ.get("JICMS_BASE_URL", "").startswith(("http://", "https://")):
        raise UnsafeSettings("JICMS_BASE_URL must be set with JICMS_SMTP: links in mail need it.")
    authorities = os.environ.get("JICMS_SMTP_CA", "")
    if authorities and not Path(authorities).is_file():
        raise UnsafeSettings(f"JICMS_SMTP_CA is {authorities!r}: there is no such file.")
    return url


def _is_host(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number, or too large
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def proxies() -> int:
    """How many proxies of ours stand in front: so many addresses of X-Forwarded-For are true."""
    number = os.environ.get("JICMS_PROXIES", "0")
    if not number.isdecimal():
        raise UnsafeSettings(f"JICMS_PROXIES is {number!r}: it must be a number, 0 without proxy.")
    return int(number)


def _refuse_unsafe(settings: dict[str, Any]) -> None:
    if settings["SECRET_KEY"] == DEMO_SECRET_KEY or len(settings["SECRET_KEY"]) < 32:
        raise UnsafeSettings(
            "JICMS_SECRET_KEY must be set to a secret of at least 32 characters in production."
        )
    if DEMO_MASTER_KEY.partition(":")[2] in settings["MASTER_KEY"]:
        raise UnsafeSettings("JICMS_MASTER_KEY must be set to a key of your own in production.")
    if settings["TRUSTED_HOSTS"] is None:
        raise UnsafeSettings(
            "JICMS_TRUSTED_HOSTS must name the hosts of this site in production, as in"
            " jicms.example.gov: requests for others are refused."
        )
    if (
        settings["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
        and os.environ.get("JICMS_ALLOW_SQLITE") != "1"
    ):
        raise UnsafeSettings(
            "Production runs on PostgreSQL: set JICMS_DATABASE_URL, or JICMS_ALLOW_SQLITE=1 to"
            " accept SQLite."
        )
