"""The status line of a prosecution: what may follow what (domain reference §3.4)."""

from jicms.prosecution.models import ProsecutionStatus

S = ProsecutionStatus
CHARGED = (S.CHARGED_COMPLAINT, S.CHARGED_INFORMATION, S.CHARGED_INDICTMENT)
#: In these a prosecutor has taken the matter up.
TAKEN_UP = (S.ACCEPTED, *CHARGED)
_ANSWERS = (S.ACCEPTED, S.DECLINED, S.DEFERRED, S.RETURNED_FOR_MORE)
_PLEAS = (S.PLEA_GUILTY, S.PLEA_NOLO)
_DROPPED = (S.DISMISSED, S.NOLLE_PROS)
_BEFORE_COURT = (S.ARRESTED, S.SUMMONED, *_PLEAS, S.DIVERSION, S.TRIAL, *_DROPPED)

#: The statuses that a referral may begin with.
FIRST = (S.REFERRED, S.PENDING_REFERRAL, S.NOT_APPLICABLE)

#: What may follow each status. A declined or ended matter may be taken up again. A seal is no step
#: of the line: the matter goes on under it (`court.seal`). Records of old may stand at SEALED.
NEXT: dict[ProsecutionStatus, tuple[ProsecutionStatus, ...]] = {
    S.NOT_APPLICABLE: (S.PENDING_REFERRAL, S.REFERRED),
    S.PENDING_REFERRAL: (S.REFERRED, S.NOT_APPLICABLE),
    S.REFERRED: (S.UNDER_REVIEW, *_ANSWERS),
    S.UNDER_REVIEW: _ANSWERS,
    S.RETURNED_FOR_MORE: (S.REFERRED, S.UNDER_REVIEW, S.DECLINED),
    S.DEFERRED: (S.UNDER_REVIEW, S.ACCEPTED, S.DECLINED),
    S.ACCEPTED: (*CHARGED, S.ARRESTED, S.SUMMONED, S.DIVERSION, S.DECLINED),
    S.DECLINED: (S.REFERRED, S.UNDER_REVIEW),
    S.CHARGED_COMPLAINT: (S.CHARGED_INFORMATION, S.CHARGED_INDICTMENT, *_BEFORE_COURT),
    S.CHARGED_INFORMATION: (S.CHARGED_INDICTMENT, *_BEFORE_COURT),
    S.CHARGED_INDICTMENT: _BEFORE_COURT,
    S.ARRESTED: (*CHARGED, *_PLEAS, S.DIVERSION, S.TRIAL, *_DROPPED),
    S.SUMMONED: (*CHARGED, *_PLEAS, S.DIVERSION, S.TRIAL, *_DROPPED),
    S.PLEA_GUILTY: (S.CONVICTED, S.TRIAL),
    S.PLEA_NOLO: (S.CONVICTED, S.TRIAL),
    S.DIVERSION: (S.DISMISSED, S.TRIAL, S.FINAL),
    S.TRIAL: (S.CONVICTED, S.ACQUITTED, S.MISTRIAL, *_PLEAS, *_DROPPED),
    S.MISTRIAL: (S.TRIAL, *_PLEAS, *_DROPPED),
    S.CONVICTED: (S.SENTENCED, S.APPEAL),
    S.SENTENCED: (S.APPEAL, S.FINAL),
    S.ACQUITTED: (S.FINAL,),
    S.DISMISSED: (*CHARGED, S.FINAL),
    S.NOLLE_PROS: (*CHARGED, S.FINAL),
    S.APPEAL: (S.TRIAL, S.SENTENCED, S.DISMISSED, S.FINAL),
    S.SEALED: (*CHARGED, S.ARRESTED, *_PLEAS, S.DIVERSION, S.TRIAL, *_DROPPED, S.FINAL),
    S.FINAL: (),
}

#: With these the prosecutor is done: the matter no longer keeps a compelled interview shut.
SETTLED = (S.DECLINED, S.FINAL)
#: In these the prosecutor may permit a compelled interview although the matter is pending.
PENDING = tuple(
    status for status in S if status not in {*SETTLED, S.NOT_APPLICABLE, S.PENDING_REFERRAL}
)
#: In these nothing is open any more: no list of open referrals shows them.
CLOSED = (S.NOT_APPLICABLE, *SETTLED)
