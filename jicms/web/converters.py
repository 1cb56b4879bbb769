"""Arguments of addresses: numbers that a database can hold."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

#: The largest key that both databases compare with. Longer digits are no address of ours: 404.
LARGEST = 2**63 - 1


class BoundedConverter(IntegerConverter):
    """`<int:…>`, but without numbers on which a database driver fails."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST, **kwargs})


def bounded(text: str) -> int:
    """The same of what follows the question mark, for `request.args.get(..., type=bounded)`."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


def init_app(app: Flask) -> None:
    """Put it in the place of werkzeug's, before any route is registered."""
    app.url_map.converters["int"] = BoundedConverter
