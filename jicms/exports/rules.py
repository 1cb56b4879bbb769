"""What handling marks let go to whom: one table, asked wherever a record is chosen or handed out.

What the table does not open is shut.
"""

from dataclasses import dataclass

from jicms.cases.handling import Handling
from jicms.refdata.models import HandlingFlag
from jicms.refdata.models_exports import Side
from jicms.refdata.queries import label_of

_ALL = frozenset(Side)
_NONE: frozenset[Side] = frozenset()


def _to(*sides: Side) -> frozenset[Side]:
    return frozenset(sides)


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom a mark lets a record go to: by itself, or on an order or written authority.

    `listed`: only to a prosecutor to whom this case was referred, by name.
    """

    open_to: frozenset[Side] = _NONE
    on_order: frozenset[Side] = _NONE
    listed: bool = False


_AS_COMPELLED = Effect(_to(Side.TRIBUNAL, Side.COUNSEL, Side.PARTY), on_order=_to(Side.OVERSIGHT))
EFFECTS: dict[Handling, Effect] = {
    Handling.GARRITY_COMPELLED: _AS_COMPELLED,
    Handling.COMPELLED_TAINT: _AS_COMPELLED,
    Handling.GRAND_JURY: Effect(on_order=_to(Side.PROSECUTION), listed=True),
    Handling.PROSECUTOR_ONLY: Effect(_to(Side.PROSECUTION)),
    Handling.CLASSIFIED: Effect(),
    Handling.IDENTITY_PROTECTED: Effect(on_order=_to(Side.PROSECUTION, Side.COUNSEL)),
    Handling.INFORMANT: Effect(_to(Side.PROSECUTION)),
    Handling.SAR: Effect(_to(Side.PROSECUTION)),
    Handling.BRADY: Effect(_ALL),
    Handling.GIGLIO: Effect(_to(Side.PROSECUTION, Side.COUNSEL), on_order=_to(Side.TRIBUNAL)),
    Handling.HENTHORN: Effect(_to(Side.PROSECUTION, Side.COUNSEL), on_order=_to(Side.TRIBUNAL)),
    Handling.TAX_6103: Effect(on_order=_to(Side.PROSECUTION, Side.TRIBUNAL)),
    Handling.MEDICAL: Effect(_to(Side.COUNSEL, Side.TRIBUNAL), on_order=_to(Side.PROSECUTION)),
    Handling.PRIVILEGED: Effect(_to(Side.COUNSEL)),
    Handling.JUVENILE: Effect(on_order=_to(Side.PROSECUTION, Side.TRIBUNAL)),
    Handling.SEC_1367: Effect(on_order=_to(Side.PROSECUTION, Side.TRIBUNAL, Side.OVERSIGHT)),
    Handling.ASYLUM_208_6: Effect(on_order=_to(Side.PROSECUTION, Side.TRIBUNAL, Side.OVERSIGHT)),
    Handling.PREA_SENSITIVE: Effect(
        _to(Side.PROSECUTION, Side.COUNSEL), on_order=_to(Side.TRIBUNAL)
    ),
    Handling.EEO: Effect(_to(Side.COUNSEL, Side.TRIBUNAL)),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """What the table asks about a recipient."""

    side: Side
    has_order: bool = False
    is_listed: bool = False


def shut_by(handling: int, to: Recipient) -> list[str]:
    """Why a record with these marks can't go there, one sentence per mark; empty where it can."""
    return [said for flag in Handling if flag & handling and (said := _shut(flag, to))]


def _shut(flag: Handling, to: Recipient) -> str | None:
    effect, name = EFFECTS[flag], label_of(HandlingFlag, flag.name)
    if to.side in effect.open_to:
        return None
    if to.side not in effect.on_order:
        return f"{name}: not for this recipient."
    if effect.listed and not to.is_listed:
        return f"{name}: only for a prosecutor of this case, chosen by name."
    if not to.has_order:
        return f"{name}: needs a court order or written authority."
    return None


_SIDES = {
    Side.PROSECUTION: "prosecutors",
    Side.TRIBUNAL: "tribunals",
    Side.COUNSEL: "counsel",
    Side.PARTY: "the party",
    Side.AGENCY: "other agencies",
    Side.OVERSIGHT: "oversight",
}


def effect_in_words(flag: Handling) -> str:
    """Whom a mark lets a record go to in an export package, as the table of marks says it."""
    effect = EFFECTS[flag]
    if effect.open_to == _ALL:
        return "To any recipient"
    said = []
    if effect.open_to:
        said.append(f"To {_listed(effect.open_to)}")
    if effect.on_order:
        named = ", by name" if effect.listed else ""
        said.append(f"on an order or written authority to {_listed(effect.on_order)}{named}")
    return "; ".join(said)[:1].upper() + "; ".join(said)[1:] if said else "To nobody"


def _listed(sides: frozenset[Side]) -> str:
    return ", ".join(words for side, words in _SIDES.items() if side in sides)
