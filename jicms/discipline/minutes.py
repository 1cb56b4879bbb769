"""The agenda and the minutes of a board meeting as PDF/UA."""

from collections.abc import Callable
from typing import Any

from jicms.discipline.models_board import BoardItem, BoardMeeting, ItemOutcome, MeetingState
from jicms.discipline.service.board_votes import counted, tally
from jicms.documents import render
from jicms.web.dates import day, weekday

Lines = list[tuple[str, str]]


def agenda(meeting: BoardMeeting) -> bytes:
    """What the meeting is about, of what the viewer sees of it: numbers, no reasons."""
    return render("discipline/board", _content(meeting, "Agenda", _agenda_lines))


def minutes(meeting: BoardMeeting) -> bytes:
    """Who came, who was recused, how each voted with dissent, what was decided."""
    return render("discipline/board", _content(meeting, "Minutes", _minutes_lines))


def _content(
    meeting: BoardMeeting, title: str, lines: Callable[[BoardItem], Lines]
) -> dict[str, Any]:
    draft = title == "Minutes" and meeting.state is not MeetingState.CLOSED
    return {
        "title": f"{title}: {meeting.board.name}",
        "reference": f"Meeting {meeting.n}, {day(meeting.held_on)}",
        "draft": draft,
        "about": [
            {"label": "Held", "value": weekday(meeting.held_on)},
            {"label": "Place", "value": meeting.place or "Not stated"},
            {"label": "Quorum", "value": f"{meeting.quorum} voting members on each action"},
        ],
        "members": [
            {
                "name": seat.user.name,
                "part": "Chair" if seat.is_chair else "Member",
                "present": "Present" if seat.is_present else "Not present",
            }
            for seat in meeting.seats
        ],
        "with_presence": title == "Minutes",
        "items": [
            {
                "heading": f"{place}. {item.action.number}: {employee(item)}",
                "lines": [{"label": label, "value": value} for label, value in lines(item)],
            }
            for place, item in enumerate(meeting.items, start=1)
        ],
    }


def employee(item: BoardItem) -> str:
    """The employee as the viewer sees him."""
    return item.action.party.name if item.action.party is not None else "employee not shown"


def _agenda_lines(item: BoardItem) -> Lines:
    charges = "; ".join(f"{row.n}. {row.title}" for row in item.action.charges)
    recused = ", ".join(row.user.name for row in item.recusals)
    return [("Charges", charges), ("Takes no part", recused or "Nobody recused")]


def _minutes_lines(item: BoardItem) -> Lines:
    """Votes charge by charge, then by member; what is not counted is said."""
    found, voters = tally(item), {row.id for row in counted(item)}
    lines: Lines = [
        (
            "Recused",
            "; ".join(
                f"{row.user.name} ({'by the conflict rules' if row.is_automatic else row.reason})"
                for row in item.recusals
            )
            or "Nobody",
        )
    ]
    for charge in item.action.charges:
        yes, no = found.sustained.get(charge.id, (0, 0))
        lines.append((f"Charge {charge.n}, {charge.title}", f"Proven {yes}, not proven {no}"))
    for row in item.votes:
        proven = ", ".join(str(one.charge.n) for one in row.charges if one.is_sustained)
        said = f"Charges proven: {proven or 'none'}. {row.text}"
        said += f". Dissent: {row.dissent}" if row.dissent else ""
        lines.append((row.user.name, said if row.id in voters else f"{said} (not counted)"))
    casting = ", by the chair’s casting vote" if found.by_chair and _is_settled(item) else ""
    lines.append(("Decided", f"{decided(item)}{casting}"))
    return lines


def _is_settled(item: BoardItem) -> bool:
    return item.outcome in {ItemOutcome.PROPOSES, ItemOutcome.NO_PROPOSAL}


def decided(item: BoardItem) -> str:
    """What the board made of an action, in words."""
    if item.outcome is ItemOutcome.PROPOSES:
        return f"Proposes: {item.penalty_text}"
    if item.outcome is ItemOutcome.DEFERRED:
        return f"Deferred: {item.reason}"
    return "No discipline is proposed" if item.outcome is ItemOutcome.NO_PROPOSAL else "Not yet"
