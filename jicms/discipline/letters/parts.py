"""What texts of letters are made of: parts with a heading, the words an edit must not lose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Each:
    """A line, and what stands under it, for each row of a list: charges, material."""

    rows: str
    head: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter: a heading, and paragraphs as Jinja texts. One with a code is a block that
    the letter must have: its heading and `keys` are looked for in what is served. `when` names a
    value without which the part is left out.
    """

    code: str
    heading: str
    texts: tuple[str | Each, ...]
    keys: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a kind of letter."""

    subject: str
    parts: tuple[Part, ...]
    signer: str
    #: Whether the employee signs that it was received.
    receipt: bool = True
