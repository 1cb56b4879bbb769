"""The draft of a certificate under FRE 902(13) and (14) that goes with a package."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jicms.documents import render
from jicms.files.models import FileSource, StoredFile
from jicms.web import dates

PATH = "certificate-902-14.pdf"
TOOL = "JICMS, file store with SHA-256 at receipt and at every opening; Python hashlib"


def certificate(told: Mapping[str, Any], files: Sequence[tuple[str, StoredFile]]) -> bytes:
    """The PDF for what the manifest says. Its digest can't stand here: the manifest lists this."""
    made_at = dates.moment(datetime.fromisoformat(told["made_at"]))
    data = {
        "title": "Certificate of authenticity, Fed. R. Evid. 902(13) and 902(14)",
        "reference": f"{told['case']}, export {told['export']}",
        "case": told["case"],
        "package": f"Export {told['export']}",
        "recipient": f"{told['recipient']['name']}, {told['recipient']['kind']}",
        "office": told["office"],
        "made_at": made_at,
        "made_by": told["made_by"],
        "released_by": told["released_by"],
        "tool": TOOL,
        "files": [
            {
                "key": key,
                "received": f"{_how(file)} {dates.moment(file.created_at)}",
                "size": f"{file.size:,}",
                "sha256": file.sha256,
            }
            for key, file in files
        ],
    }
    return render("exports/certificate", data)


def _how(file: StoredFile) -> str:
    """An approved report was made here; everything else came from somebody."""
    return "Made" if file.source is FileSource.GENERATED else "Received"
