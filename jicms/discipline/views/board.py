"""The review board: who it is, its meetings, agenda and minutes."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.core import unit_of_work
from jicms.core.errors import Missing
from jicms.discipline import minutes, queries_board
from jicms.discipline.forms import board as forms
from jicms.discipline.models_board import BoardMeeting, BoardMember, ReviewBoard
from jicms.discipline.service import board as service
from jicms.discipline.views import bp
from jicms.documents import pdf_answer
from jicms.web.dates import day
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, Page, keyset

_MEETING = "/board/meetings/<int:meeting_id>"


def to_meeting(meeting: BoardMeeting, said: str) -> ResponseReturnValue:
    """Back to the meeting, which says what was saved."""
    saved(said)
    return redirect(url_for("discipline.meeting", meeting_id=meeting.id))


def form_page(form: Any, title: str, back: str, lead: str, *, of: str = "") -> ResponseReturnValue:
    """A form of the board; `of` names the page that it belongs to, if not the board's."""
    return form.page("discipline/board_form.html", title=title, back=back, lead=lead, of=of)


def _meeting_page(form: Any, title: str, meeting: BoardMeeting, lead: str) -> ResponseReturnValue:
    back = url_for("discipline.meeting", meeting_id=meeting.id)
    return form_page(form, title, back, lead, of=f"Meeting of {day(meeting.held_on)}")


def _board() -> ReviewBoard:
    board = queries_board.board_of(current_actor())
    if board is None:
        raise Missing
    return board


@bp.get("/board")
@permit(Action.BOARD_VIEW, viewed=Event.LIST_VIEWED)
def board() -> ResponseReturnValue:
    """The board of the office, its members, and its meetings, the latest first."""
    found = queries_board.board_of(current_actor())
    keys = [Key(BoardMeeting.held_on, desc=True), Key(BoardMeeting.id, desc=True)]
    state = ListState(request.args, sorts=[Sort("held", "Day", keys)])
    page = Page([], None, None)
    if found is not None:
        page = keyset(queries_board.meetings(found), state)
    note(list="board", count=len(page.items))
    return render_template("discipline/board.html", board=found, state=state, page=page)


@bp.route("/board/settings", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE)
def board_settings() -> ResponseReturnValue:
    """Name, quorum, and the official who proposes for the board."""
    actor = current_actor()
    known = queries_board.board_of(actor)
    office = unit_of_work.session().get_one(Office, actor.office_id)
    data: dict[str, Any] = {"quorum": 3, "version": 0}
    if known is not None:
        data = {
            key: getattr(known, key) for key in ("name", "quorum", "chair_breaks_ties", "version")
        }
        data["official"] = known.official_id
    form = forms.BoardForm(data=data)
    form.offer(office)
    if form.ready():
        if known is not None:
            form.refuse_if_stale(known)
        with form.refusals():
            service.keep_board(office, actor=actor, board=known, **form.said())
            saved("the board")
            return redirect(url_for("discipline.board"))
    return form_page(
        form,
        "Review board of the office",
        url_for("discipline.board"),
        "Who proposes for the board, and how many members vote at least.",
    )


@bp.route("/board/members/new", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE)
def board_member() -> ResponseReturnValue:
    """A standing member."""
    form, found = forms.MemberForm(), _board()
    form.offer(found)
    if form.ready():
        with form.refusals():
            made = service.add_member(found, actor=current_actor(), **form.said())
            saved(f"{made.user.name} as a member")
            return redirect(url_for("discipline.board"))
    return form_page(
        form, "Add a member", url_for("discipline.board"), "A standing member from a day on."
    )


@bp.route("/board/members/<int:member_id>/end", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE, load=queries_board.member_by_id)
def board_member_end(member: BoardMember) -> ResponseReturnValue:
    """The last day of a membership."""
    form = forms.MemberEndForm()
    if form.ready():
        with form.refusals():
            service.end_member(member, actor=current_actor(), **form.values())
            saved(f"the end of {member.user.name}’s membership")
            return redirect(url_for("discipline.board"))
    return form_page(
        form,
        f"End the membership of {member.user.name}",
        url_for("discipline.board"),
        "The last day on which the member may be called to a meeting.",
    )


@bp.route("/board/meetings/new", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE)
def meeting_new() -> ResponseReturnValue:
    """Call a meeting."""
    form, found = forms.MeetingForm(), _board()
    form.offer(found)
    if form.ready():
        with form.refusals():
            made = service.call_meeting(found, actor=current_actor(), **form.said())
            return to_meeting(made, "the meeting")
    return form_page(
        form,
        "Call a meeting",
        url_for("discipline.board"),
        "Who sits reads the package of each action that is put on the agenda.",
    )


@bp.get(_MEETING)
@permit(Action.BOARD_VIEW, load=queries_board.meeting_by_id, viewed=Event.RECORD_VIEWED)
def meeting(meeting: BoardMeeting) -> ResponseReturnValue:
    """The meeting: who sits, its agenda, what was decided."""
    return render_template("discipline/meeting.html", meeting=meeting)


@bp.route(f"{_MEETING}/agenda", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE, load=queries_board.open_meeting)
def meeting_agenda(meeting: BoardMeeting) -> ResponseReturnValue:
    """Put an action on the agenda."""
    form, actor = forms.AgendaForm(), current_actor()
    form.offer(actor)
    if form.ready():
        with form.refusals():
            action = form.rows[form.action.data]
            service.put_on_agenda(meeting, actor=actor, action=action)
            return to_meeting(meeting, f"{action.number} on the agenda")
    lead = "Its package opens to the members; whom the conflict rules keep out is recused at once."
    return _meeting_page(form, "Put an action on the agenda", meeting, lead)


@bp.route(f"{_MEETING}/present", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE, load=queries_board.open_meeting)
def meeting_present(meeting: BoardMeeting) -> ResponseReturnValue:
    """Who came."""
    form = forms.PresentForm(data={"version": meeting.version})
    form.offer(meeting)
    if form.ready():
        form.refuse_if_stale(meeting)
        with form.refusals():
            came = form.present.data or ()
            service.record_present(meeting, actor=current_actor(), users=came)
            return to_meeting(meeting, "who was present")
    return _meeting_page(form, "Record who was present", meeting, "Nobody else can vote.")


@bp.route(f"{_MEETING}/end", methods=["GET", "POST"])
@permit(Action.BOARD_MANAGE, load=queries_board.open_meeting)
def meeting_end(meeting: BoardMeeting) -> ResponseReturnValue:
    """The meeting is over, or does not take place."""
    form = forms.MeetingEndForm(data={"version": meeting.version})
    form.offer()
    if form.ready():
        form.refuse_if_stale(meeting)
        with form.refusals():
            held = form.how.data == forms.CLOSE
            act = service.close_meeting if held else service.cancel_meeting
            act(meeting, actor=current_actor())
            return to_meeting(meeting, "the end of the meeting")
    return _meeting_page(form, "End the meeting", meeting, "The packages shut with it.")


@bp.get(f"{_MEETING}/agenda.pdf")
@permit(Action.BOARD_VIEW, load=queries_board.meeting_by_id, viewed=Event.FILE_DOWNLOADED)
def agenda_pdf(meeting: BoardMeeting) -> ResponseReturnValue:
    """The agenda to print, of what the viewer sees of it."""
    name = f"Board meeting {meeting.held_on.isoformat()} agenda.pdf"
    return pdf_answer(minutes.agenda(meeting), name=name, meeting=meeting.n)


@bp.get(f"{_MEETING}/minutes.pdf")
@permit(Action.BOARD_MANAGE, load=queries_board.meeting_by_id, viewed=Event.FILE_DOWNLOADED)
def minutes_pdf(meeting: BoardMeeting) -> ResponseReturnValue:
    """The minutes: who came, who was recused, how each voted, what was decided."""
    name = f"Board meeting {meeting.held_on.isoformat()} minutes.pdf"
    return pdf_answer(minutes.minutes(meeting), name=name, meeting=meeting.n)
