"""The text that lies on top of a package."""

from collections.abc import Mapping
from typing import Any

_TEXT = """EXPORT PACKAGE
Case {case}, export {export}
For: {name}, {address}
Authority: {authority}
Legal basis: {basis}
Purpose: {purpose}
Put together by {made_by}, released by {released_by}, {office}, on {made_at}

WHAT IS IN IT
manifest.json     every record with its facts, every file with its size and SHA-256
SHA256SUMS        the same digests, for any tool that knows this form
files/            the records themselves. A file has our name; its own is in the manifest
custody/          who had each item, since when; each line holds its digest and the one before
certificate-902-14.pdf   draft of a certificate, Fed. R. Evid. 902(13) and (14); not signed
audit/            what was done with these records, and the seals that prove it
verify.py         checks all of this

HOW TO CHECK IT
You need Python 3.8 or later and nothing else. In the folder that you unpacked:

    python3 verify.py

It says one line per check and a verdict at the end. So that nobody can have exchanged the whole
package, ask the sender by telephone for the digest of this package, and give it as well:

    python3 verify.py --digest ...

Without Python: sha256sum -c SHA256SUMS, and compare the SHA-256 of manifest.json with the digest
that the sender reads to you.

WHAT TO KNOW
- This package is not encrypted. Carry it on an encrypted medium or through an encrypted channel.
- The audit extract holds what was done with the records. Who only looked at one is not part of it;
  such rows stand as digests, so that the chain can be checked all the same.
- A file that was handed to us stands byte for byte as it was received. It was checked for malware
  only where the agency runs a scanner.
"""


def readme(told: Mapping[str, Any]) -> str:
    """The text for what the manifest says."""
    basis = told["legal_basis"]
    use = f" ({basis['routine_use']})" if basis["routine_use"] else ""
    return _TEXT.format(
        **{key: _line(told[key]) for key in ("case", "export", "authority", "purpose")},
        **{key: _line(told[key]) for key in ("made_by", "released_by", "office", "made_at")},
        name=_line(told["recipient"]["name"]),
        address=_line(told["recipient"]["address"]),
        basis=_line(f"{basis['label']}{use}, {basis['citation']}"),
    )


def _line(value: Any) -> str:
    """One line, whatever was typed: nobody writes a heading of his own into this text."""
    return " ".join(str(value).split())
