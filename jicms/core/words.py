"""The words of a code, as everybody reads them: on a page, and in the sentence of a refusal."""

from functools import lru_cache

#: Parts of a code that stay capitals when it is spelled out.
ACRONYMS = frozenset(
    {"CBP", "DHS", "EEO", "ELR", "FOIA", "IA", "ICE", "ID", "IT", "LER", "LR", "MSPB", "OIG"}
    | {"OPM", "OPR", "OSC", "PREA", "ROI", "SSN", "US", "USA"}
)


@lru_cache(maxsize=2_000)
def words(code: str) -> str:
    """Spell a code out: `ROI_REVIEW` becomes "ROI review"."""
    parts = [part if part in ACRONYMS else part.lower() for part in code.split("_") if part]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]
