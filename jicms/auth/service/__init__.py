"""Writes of accounts, memberships, offices and tokens."""

from jicms.auth.service.accounts import (
    change_user,
    create_user,
    deactivate,
    end_sessions,
    give_reset_code,
    open_account,
    reactivate,
)
from jicms.auth.service.memberships import (
    add_membership,
    confirm_membership,
    propose_membership,
    revoke_membership,
)
from jicms.auth.service.offices import (
    add_agency,
    add_office,
    change_agency,
    change_office,
    reopen_office,
    retire_agency,
    retire_office,
)
from jicms.auth.service.tokens import (
    find_token,
    grant_token,
    request_token,
    reveal_token,
    revoke_token,
    touch_token,
)

__all__ = [
    "add_agency",
    "add_membership",
    "add_office",
    "change_agency",
    "change_office",
    "change_user",
    "confirm_membership",
    "create_user",
    "deactivate",
    "end_sessions",
    "find_token",
    "give_reset_code",
    "grant_token",
    "open_account",
    "propose_membership",
    "reactivate",
    "reopen_office",
    "request_token",
    "retire_agency",
    "retire_office",
    "reveal_token",
    "revoke_membership",
    "revoke_token",
    "touch_token",
]
