"""Settings of the page's process. It has its own secret, and must have none of the inside's."""

import os
from pathlib import Path
from typing import Any

import config

#: What the inside runs on. The page's process refuses to be near it in production.
FOREIGN = ("JICMS_DATABASE_URL", "JICMS_SECRET_KEY", "JICMS_MASTER_KEY")
DEMO_SECRET = "demo-secret-of-the-public-page"  # noqa: S105 - refused in production
MEGABYTE = 1_000_000


def load() -> dict[str, Any]:
    """The settings of this process. Raises `UnsafeSettings` where production may not start."""
    env = config.environment()
    data = Path(os.environ.get("JICMS_DATA_DIR") or config.ROOT / "instance").resolve()
    settings: dict[str, Any] = {
        "ENV_NAME": env,
        "DROPBOX": os.environ.get("JICMS_DROPBOX", ""),
        "SECRET_KEY": os.environ.get("JICMS_PUBLIC_SECRET", DEMO_SECRET),
        "PUBLIC_KEY": os.environ.get("JICMS_PUBLIC_KEY", ""),
        "PASSWORD_SCHEME": os.environ.get("JICMS_PASSWORD_SCHEME", "argon2id"),
        "REQUIRE_FIPS": os.environ.get("JICMS_REQUIRE_FIPS", "") == "1",
        "CLAMD": os.environ.get("JICMS_CLAMD", ""),
        "TRUSTED_HOSTS": config.hosts(),
        "PROXIES": config.proxies(),
        "OFFICIAL_BANNER": os.environ.get("JICMS_OFFICIAL_BANNER", "") == "1",
        "MARKING": os.environ.get("JICMS_PUBLIC_MARKING", "CUI//PRVCY when filled in"),
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 60,
        "WTF_CSRF_ENABLED": False,  # every post carries a state that is bound to the browser
    }
    if env == "production":
        _refuse_unsafe(settings)
    elif not settings["DROPBOX"]:
        settings["DROPBOX"] = f"sqlite:///{data / 'dropbox.sqlite3'}"
    return settings


def _refuse_unsafe(settings: dict[str, Any]) -> None:
    near = [name for name in FOREIGN if os.environ.get(name)]
    if near:
        raise config.UnsafeSettings(
            f"The public page must not have the inside's {', '.join(near)}: unset it."
        )
    if settings["SECRET_KEY"] == DEMO_SECRET or len(settings["SECRET_KEY"]) < 32:
        raise config.UnsafeSettings(
            "JICMS_PUBLIC_SECRET must be set to a secret of at least 32 characters in production."
        )
    for name, key in (("JICMS_DROPBOX", "DROPBOX"), ("JICMS_PUBLIC_KEY", "PUBLIC_KEY")):
        if not settings[key]:
            raise config.UnsafeSettings(f"{name} must be set in production.")
