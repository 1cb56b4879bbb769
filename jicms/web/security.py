"""What every answer carries so that a browser does nothing we did not mean."""

from flask import Flask, Response, request

#: Nothing but our own files; no inline script or style anywhere, so no nonce is needed.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
#: Powerful features that no page uses.
_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi",
    "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _FEATURES)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The CSRF check of secure requests wants the referrer; other sites learn nothing.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"

MEGABYTE = 1_000_000
DEFAULTS = {
    # Uploads raise it for their own routes (`request.max_content_length`).
    "MAX_CONTENT_LENGTH": 110 * MEGABYTE,
    "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
    "MAX_FORM_PARTS": 2000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}


def add_headers(answer: Response, *, secure: bool) -> Response:
    """Add what the view did not set itself: a download has a stricter policy of its own."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if secure:
        answer.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    return answer


def init_app(app: Flask) -> None:
    """Set limits that nobody configured, and the headers of every answer.

    `TRUSTED_HOSTS` (a list of host names) is Flask's own: other Host headers are a 400.
    """
    for name, value in DEFAULTS.items():
        if app.config.get(name) is None:
            app.config[name] = value
    production = app.config.get("ENV_NAME") == "production"

    @app.after_request
    def headers(answer: Response) -> Response:
        return add_headers(answer, secure=production or request.is_secure)
