"""Handling flags: what has to be kept from whom, carried by every child that has content."""

from enum import IntFlag


class Handling(IntFlag):
    """A set of handling flags, stored as one integer. `refdata.HandlingFlag` has the texts."""

    NONE = 0
    GARRITY_COMPELLED = 1
    GRAND_JURY = 2
    PROSECUTOR_ONLY = 4
    IDENTITY_PROTECTED = 8
    BRADY = 16
    GIGLIO = 32
    HENTHORN = 64
    TAX_6103 = 128
    MEDICAL = 256
    PRIVILEGED = 512
    CLASSIFIED = 1024
    INFORMANT = 2048
    JUVENILE = 4096
    SAR = 8192
    SEC_1367 = 16384
    ASYLUM_208_6 = 32768
    PREA_SENSITIVE = 65536
    EEO = 131072
    COMPELLED_TAINT = 262144


#: Visible only to those whom an `items` grant names for that very child.
NAMED_ONLY = Handling.GRAND_JURY | Handling.PROSECUTOR_ONLY | Handling.CLASSIFIED
#: Compelled content, and what came to be tainted: shut to the criminal side, and never unmarked.
COMPELLED = Handling.GARRITY_COMPELLED | Handling.COMPELLED_TAINT
#: Found by no search, not even of those on its access list, and quoted by no figure or release.
NEVER_SEARCHED = Handling.GRAND_JURY
#: Never handed to labor relations with a referral.
NEVER_TO_LR = NAMED_ONLY | Handling.SAR | Handling.INFORMANT
