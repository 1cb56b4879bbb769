"""Writes of the case. Every function takes `actor`, checks the policy, and flushes at most."""

from jicms.cases.service.aliases import (
    apart_in,
    apart_of,
    bring_together,
    keep_apart,
    reason_of,
    separable,
)
from jicms.cases.service.closing import (
    close_at_triage,
    enter_in_error,
    reopen,
    side_of,
    sign_closing,
)
from jicms.cases.service.creating import create_case
from jicms.cases.service.facts import add_log, classify, edit_case, follow_class
from jicms.cases.service.grants import (
    declare_recusal,
    end_share,
    give_grant,
    lift_recusal,
    name_headings,
    name_items,
    recuse,
    restrict,
    revoke_grant,
    share,
    unrestrict,
)
from jicms.cases.service.injuries import add_injury, edit_injury
from jicms.cases.service.links import add_link, remove_link
from jicms.cases.service.matching import look_up
from jicms.cases.service.merging import merge_into, unmerge
from jicms.cases.service.moving import settle, transfer
from jicms.cases.service.numbers import is_new, lock, next_part
from jicms.cases.service.parties import (
    add_party,
    identify_party,
    withdraw_party,
    withdrawal_guards,
)
from jicms.cases.service.parting import release
from jicms.cases.service.prior import note_history
from jicms.cases.service.rejudging import rejudge
from jicms.cases.service.vault import identities_of, protects, reveal_identity
from jicms.cases.service.vault_files import (
    copies,
    copies_of,
    open_vault_file,
    opening_guards,
    original_of,
    put_away,
    vault_file_of,
    vault_files_of,
)
from jicms.cases.service.walls import (
    decide_wall,
    when_confirmed,
    when_lifted,
    when_suspended,
    workers,
)

__all__ = [
    "add_injury",
    "add_link",
    "add_log",
    "add_party",
    "apart_in",
    "apart_of",
    "bring_together",
    "classify",
    "close_at_triage",
    "copies",
    "copies_of",
    "create_case",
    "decide_wall",
    "declare_recusal",
    "edit_case",
    "edit_injury",
    "end_share",
    "enter_in_error",
    "follow_class",
    "give_grant",
    "identify_party",
    "identities_of",
    "is_new",
    "keep_apart",
    "lift_recusal",
    "lock",
    "look_up",
    "merge_into",
    "name_headings",
    "name_items",
    "next_part",
    "note_history",
    "open_vault_file",
    "opening_guards",
    "original_of",
    "protects",
    "put_away",
    "reason_of",
    "recuse",
    "rejudge",
    "release",
    "remove_link",
    "reopen",
    "restrict",
    "reveal_identity",
    "revoke_grant",
    "separable",
    "settle",
    "share",
    "side_of",
    "sign_closing",
    "transfer",
    "unmerge",
    "unrestrict",
    "vault_file_of",
    "vault_files_of",
    "when_confirmed",
    "when_lifted",
    "when_suspended",
    "withdraw_party",
    "withdrawal_guards",
    "workers",
]
