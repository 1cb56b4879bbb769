"""Style sheets, scripts, icons and fonts, served by the application itself under versioned URLs.

`/assets/uswds/<version>/…` is the compiled US Web Design System as the package brings it;
`/assets/app/<digest>/…` is ours, the digest being that of all our files together. Every address is
cached for good: a new version is a new address. Our style sheets and scripts are small files by
concern, joined in the order of their names when the application starts.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import unwrap
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, request
from werkzeug.security import safe_join

from jicms.access.guard import public
from jicms.core import crypto

STATIC = Path(__file__).parent / "static"
PACKAGES = Path(__file__).parents[2] / "node_modules"
USWDS = PACKAGES / "@uswds" / "uswds" / "dist"
#: Scripts of other packages that some pages load, served under our digest as they come.
SCRIPTS = (PACKAGES / "tus-js-client" / "dist" / "tus.min.js",)
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
#: Types worth compressing; the others are compressed already.
TEXTS = frozenset({".css", ".js", ".svg"})
FOREVER = "public, max-age=31536000, immutable"
WHY_PUBLIC = "styles, scripts and fonts hold no data, and the sign-in page needs them"

bp = Blueprint("assets", __name__, url_prefix="/assets")


@dataclass(frozen=True, slots=True)
class Assets:
    """What is served: the folder and version of USWDS, our joined and plain files, their digest."""

    uswds: Path
    uswds_version: str
    digest: str
    files: dict[str, bytes] = field(repr=False)


def _joined(folder: str) -> bytes:
    parts = sorted((STATIC / folder).iterdir())
    return b"\n".join(part.read_bytes() for part in parts if part.suffix in TEXTS)


def _own_files() -> dict[str, bytes]:
    files = {"site.css": _joined("css"), "app.js": _joined("js")}
    others = [*sorted((STATIC / "img").iterdir()), *SCRIPTS]
    return files | {path.name: path.read_bytes() for path in others}


def load(uswds: Path) -> Assets:
    """Read our files and find USWDS; raises RuntimeError with a sentence where it is missing."""
    sheet = uswds / "css" / "uswds.min.css"
    manifest = uswds.parent / "package.json"
    if not sheet.is_file() or not manifest.is_file():
        raise RuntimeError(
            f"The US Web Design System is missing in {uswds}: run `npm ci` (or `make run`) first."
        )
    if missing := [path.name for path in SCRIPTS if not path.is_file()]:
        raise RuntimeError(f"{missing[0]} is missing: run `npm ci` (or `make run`) first.")
    version = str(json.loads(manifest.read_text(encoding="utf-8"))["version"])
    files = _own_files()
    joined = b"".join(name.encode() + body for name, body in files.items())
    return Assets(uswds, version, crypto.digest(joined)[:16], files)


def _assets() -> Assets:
    found: Assets = current_app.extensions["jicms_assets"]
    return found


@lru_cache(maxsize=64)
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


@lru_cache(maxsize=8)
def _compressed_own(_digest: str, body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _answer(suffix: str, plain: Callable[[], bytes], packed: Callable[[], bytes]) -> Response:
    compress = suffix in TEXTS and _takes_gzip()
    answer = Response(packed() if compress else plain())
    if compress:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Content-Type"] = TYPES[suffix]
    answer.headers["Cache-Control"] = FOREVER
    if suffix in TEXTS:
        answer.headers["Vary"] = "Accept-Encoding"
    return answer


@bp.get("/uswds/<version>/<path:name>")
@public(WHY_PUBLIC)
def uswds_file(version: str, name: str) -> Response:
    """A file of USWDS; only the version in use, and only types that pages need."""
    assets = _assets()
    full = safe_join(str(assets.uswds), name)
    if version != assets.uswds_version or full is None:
        abort(404)
    path = Path(full)
    if path.suffix not in TYPES or not path.is_file():
        abort(404)
    return _answer(path.suffix, path.read_bytes, lambda: _compressed(path))


@bp.get("/app/<digest>/<name>")
@public(WHY_PUBLIC)
def app_file(digest: str, name: str) -> Response:
    """One of our files."""
    assets = _assets()
    body = assets.files.get(name) if digest == assets.digest else None
    suffix = Path(name).suffix
    if body is None or suffix not in TYPES:
        abort(404)
    return _answer(suffix, lambda: body, lambda: _compressed_own(digest + name, body))


def init_app(app: Flask, *, guarded: bool = True) -> None:
    """Find the files, or stop with one sentence; give templates `asset()` and `uswds()`.

    An application without the guard, which asks who is signed in, serves them without it.
    """
    found = load(Path(app.config.get("USWDS_DIST") or USWDS))
    app.extensions["jicms_assets"] = found
    if guarded:
        app.register_blueprint(bp)
    else:
        for rule, view in (
            ("uswds/<version>/<path:name>", uswds_file),
            ("app/<digest>/<name>", app_file),
        ):
            app.add_url_rule(f"{bp.url_prefix}/{rule}", view.__name__, unwrap(view))
    prefix = app.config.get("APPLICATION_ROOT", "/").rstrip("/")

    def asset(name: str) -> str:
        if name not in found.files:
            raise KeyError(f"there is no asset {name}")
        return f"{prefix}/assets/app/{found.digest}/{name}"

    def uswds(name: str) -> str:
        return f"{prefix}/assets/uswds/{found.uswds_version}/{name}"

    helpers: dict[str, Any] = {"asset": asset, "uswds": uswds, "sprite": uswds("img/sprite.svg")}
    app.jinja_env.globals.update(helpers)
