"""Forms of the review board."""

from typing import Any

from jicms.auth.models import User
from jicms.core import clock
from jicms.discipline import queries, queries_board
from jicms.discipline.forms.offers import chosen, types_of
from jicms.discipline.models_board import BoardItem, BoardMeeting, BoardMember, ReviewBoard
from jicms.discipline.service.board import recused_of
from jicms.discipline.service.penalties import LADDER, is_nothing
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    Flag,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)

NONE = "NONE"
VOTES, DEFER = "votes", "defer"
CLOSE, CANCEL = "close", "cancel"


class BoardForm(BaseForm):
    """Name, quorum, and who proposes for the board."""

    name = Text("Name", limit=120)
    quorum = Number("Quorum", hint="Members who vote on an action at least")
    official = Code(
        "Official who proposes for it",
        optional=True,
        blank="The action’s own",
        hint="Signs the notice",
    )
    chair_breaks_ties = Flag("The chair’s vote breaks a tie")
    version = Version()

    def offer(self, office: Any) -> None:
        """Management officials of the agency."""
        self.people = queries.officials(office)
        self.official.offer(Choice(user.id, user.name) for user in self.people)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        official = chosen(self.people, self.official.data)
        return {
            "name": self.name.data,
            "quorum": self.quorum.data,
            "official": official,
            "chair_breaks_ties": bool(self.chair_breaks_ties.data),
        }


class MemberForm(BaseForm):
    """A standing member."""

    user = Code("Member")
    from_on = UsDate("Member from")
    is_chair = Flag("Chairs the board")

    def offer(self, board: ReviewBoard) -> None:
        """Board members of the agency."""
        self.people = queries_board.may_sit(board)
        self.user.offer(Choice(user.id, user.name) for user in self.people)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        found = self.values()
        return {**found, "user": chosen(self.people, self.user.data)}


class MemberEndForm(BaseForm):
    """The last day of a membership."""

    until_on = UsDate("Member until")


class MeetingForm(BaseForm):
    """When the board meets, and which of its members."""

    held_on = UsDate("Day of the meeting")
    place = Text("Place", limit=120, optional=True)
    members = Codes("Members who sit")

    def offer(self, board: ReviewBoard) -> None:
        """The members of today, all of them to begin with."""
        today = clock.today(board.office.agency.zone)
        self.rows = {
            row.id: row for row in board.members if row.until_on is None or row.until_on >= today
        }
        self.members.offer(
            Choice(key, row.user.name + (", chair" if row.is_chair else ""))
            for key, row in self.rows.items()
        )
        if not self.is_submitted():
            self.members.data = list(self.rows)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        rows: list[BoardMember] = [self.rows[key] for key in self.members.data or ()]
        return {"held_on": self.held_on.data, "place": self.place.data or "", "members": rows}


class AgendaForm(BaseForm):
    """An action for the agenda."""

    action = Code("Action", hint="Drafts of the office whose charges are drafted")

    def offer(self, actor: Any) -> None:
        """What may be put on it."""
        self.rows = {row.id: row for row in queries_board.for_agenda(actor)}
        self.action.offer(
            Choice(key, f"{row.number}: {row.party.name if row.party else 'employee not shown'}")
            for key, row in self.rows.items()
        )


class PresentForm(BaseForm):
    """Who came."""

    present = Codes("Present", optional=True)
    version = Version()

    def offer(self, meeting: BoardMeeting) -> None:
        """Who was called."""
        self.present.offer(Choice(seat.user_id, seat.user.name) for seat in meeting.seats)
        if not self.is_submitted():
            self.present.data = [seat.user_id for seat in meeting.seats if seat.is_present]


class MeetingEndForm(BaseForm):
    """How a meeting ends."""

    how = Code("The meeting", display="radios")
    version = Version()

    def offer(self) -> None:
        """Held or not."""
        self.how.offer(
            (
                Choice(CLOSE, "Was held", "Every action is decided on or deferred."),
                Choice(CANCEL, "Does not take place", "Its actions wait for no board any more."),
            )
        )


class VoteForm(BaseForm):
    """A member's vote on one action."""

    sustained = Codes("Charges that are proven", optional=True)
    action_type_code = Code("Penalty")
    days = Number("Days", optional=True, hint="For a suspension")
    dissent = LongText(
        "Dissent", limit=4000, rows=3, optional=True, hint="Where you differ, and why"
    )
    version = Version()

    def offer(self, item: BoardItem) -> None:
        """The charges, and penalties from nothing to removal."""
        self.sustained.offer((row.n, row.title) for row in item.action.charges)
        self.action_type_code.offer(
            (
                Choice(NONE, "No discipline"),
                *(
                    Choice(row.code, row.label)
                    for row in types_of(item.action)
                    if row.penalty_group in LADDER and not is_nothing(row)
                ),
            )
        )

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        code = self.action_type_code.data
        return {
            "sustained": set(self.sustained.data or ()),
            "action_type_code": None if code == NONE else code,
            "days": self.days.data,
            "dissent": self.dissent.data or "",
        }


class RecuseForm(BaseForm):
    """Who takes no part, and why."""

    user = Code("Member")
    reason = LongText("Reason", limit=2000, rows=3)

    def offer(self, item: BoardItem, *, only: int | None) -> None:
        """The members who still take part; `only`: a member speaks for himself."""
        gone = recused_of(item)
        self.people: list[User] = [
            seat.user
            for seat in item.meeting.seats
            if seat.user_id not in gone and only in {None, seat.user_id}
        ]
        self.user.offer(Choice(user.id, user.name) for user in self.people)
        if only is not None and not self.is_submitted():
            self.user.data = only

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {"user": chosen(self.people, self.user.data), "reason": self.reason.data}


class SettleForm(BaseForm):
    """What the board made of an action."""

    how = Code("The board", display="radios")
    reason = LongText("Reason", limit=4000, rows=3, optional=True, hint="Needed to defer")
    version = Version()

    def offer(self, says: str) -> None:
        """As the votes say, or not decided."""
        self.how.offer((Choice(VOTES, "Decided as it voted", says), Choice(DEFER, "Deferred it")))
