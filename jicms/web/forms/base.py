"""The form of a page: typed text stays, errors stand at the field, RuleBroken becomes errors."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar

from flask import render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form, FormField

from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, Stale
from jicms.web.forms.choices import Code
from jicms.web.forms.fields import File, Flag, Version
from jicms.web.forms.repeat import Repeat

#: Called with every form that was sent, as fn(form, valid): False sends it back to be corrected.
#: `cases` registers the check for what a protected person would be known by.
readers: list[Callable[["BaseForm", bool], bool]] = []

_SUBMITS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FROM_REQUEST = object()


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error summary; `target` is the control's id, "" for the whole form."""

    target: str
    sentence: str


class Refusals:
    """Turns a RuleBroken raised inside the block into errors of the form, and undoes the rest."""

    def __init__(self, form: "BaseForm") -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, RuleBroken):
            return False
        # The page that follows must show the record as stored, not as half changed.
        unit_of_work.session().rollback()
        for sentence in error.sentences:
            self.form.fault(error.field, sentence)
        return True


def sent_data() -> Any:
    """Form and files of a submitting request (even an empty one), else None. No JSON."""
    if not request or request.method not in _SUBMITS:
        return None
    return CombinedMultiDict([request.files, request.form])


def leaves(form: Form) -> Iterator[Any]:
    """Every field of the form with one control of its own, those of entries included."""
    for field in form:
        if isinstance(field, Repeat):
            for sub in field.forms:
                yield from leaves(sub)
        elif isinstance(field, FormField):
            yield from leaves(field.form)
        else:
            yield field


def _faults_of(fields: Iterable[Any], where: str = "") -> list[Fault]:
    return [Fault(field.id, f"{where}{said}") for field in fields for said in field.errors]


class BaseForm(FlaskForm):
    """Base of every form. Its fields come from `jicms.web.forms`.

    The summary lists errors as the fields are declared; `page_order` names those that the page
    shows before the others. `unread` names the fields whose text `readers` leave alone, with the
    reason.
    """

    page_order: ClassVar[tuple[str, ...]] = ()
    unread: ClassVar[Mapping[str, str]] = {}
    #: Whether the form is recorded once by the key of its page (`auth.once`); not where it has a
    #: key of its own.
    page_key: ClassVar[bool] = True

    def __init__(self, formdata: Any = _FROM_REQUEST, **kwargs: Any) -> None:
        #: Boxes that have to be ticked before what was typed is saved.
        self.asked: list[Any] = []
        super().__init__(formdata=sent_data() if formdata is _FROM_REQUEST else formdata, **kwargs)

    # What the view asks

    def ready(self) -> bool:
        """Whether the form was sent to be saved (no add or remove button) and is valid."""
        if not self.is_submitted() or self.repeated():
            return False
        valid = self.validate()
        for reader in readers:
            valid = reader(self, valid) and valid
        return valid

    def texts(self) -> Iterator[tuple[str, str]]:
        """What was typed in words, by the names of its fields; names of files too."""
        for field in leaves(self):
            if getattr(field, "is_text", False) and field.short_name not in self.unread:
                text = field.said() if isinstance(field, File) else field.data
                if isinstance(text, str) and text:
                    yield field.name, text

    def ask(self, name: str, label: str, error: str) -> bool:
        """Whether the user ticked a box that the page does not show at first; else it does now,
        with the error."""
        options = {"name": name, "prefix": "", "translations": self.meta.get_translations(self)}
        box = self.meta.bind_field(self, Flag(label), options)
        box.process(sent_data())
        if not box.data:
            box.errors = [error]
            self.asked.append(box)
        return bool(box.data)

    def repeated(self) -> bool:
        """Obey the add or remove button of a list of fields, if one was pressed."""
        lists = [field for field in self if isinstance(field, Repeat)]
        return any(field.press(request.form) for field in lists)

    def pressed(self, name: str) -> bool:
        """Whether the submit button of that name was used."""
        return name in request.form

    def values(self) -> dict[str, Any]:
        """The values by field name, without the token and the version."""
        own = {"csrf_token", *(f.short_name for f in self if isinstance(f, Version))}
        return {name: field.data for name, field in self._fields.items() if name not in own}

    def page(self, template: str, **context: Any) -> tuple[str, int]:
        """The page with this form as `form`; 422 when it has errors."""
        return render_template(template, form=self, **context), 422 if self.faults() else 200

    # Errors

    def fault(self, name: str | None, sentence: str) -> None:
        """Add an error at a field (an entry's too: `allegations-0-code`), or for the whole form."""
        found = next((f for f in leaves(self) if name and name in {f.name, f.short_name}), None)
        found = found or self._fields.get(name or "")
        if found is None:
            self.form_errors.append(sentence)
        elif isinstance(found, Repeat):
            found.whole_errors.append(sentence)
        else:
            found.errors = [*found.errors, sentence]

    def refusals(self) -> Refusals:
        """Context in which a RuleBroken becomes errors of this form."""
        return Refusals(self)

    def faults(self) -> list[Fault]:
        """Every error in the order of the page, for the summary."""
        found = [Fault("", sentence) for sentence in self.form_errors]
        found += [Fault(f.id, s) for f in self if isinstance(f, Repeat) for s in f.whole_errors]
        first = [self._fields[name] for name in self.page_order]
        for field in [*first, *(field for field in self if field not in first)]:
            if isinstance(field, Repeat):
                for number, sub in enumerate(field.forms, start=1):
                    found += _faults_of(leaves(sub), f"{field.title} {number}: ")
            else:
                found += _faults_of([field])
        return found + _faults_of(self.asked)

    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(isinstance(field, File) for field in leaves(self))

    def has_lists(self) -> bool:
        """Whether the form has add and remove buttons, which Enter must not press."""
        return any(isinstance(field, Repeat) for field in self)

    # Two people at once

    def refuse_if_stale(self, record: Any, *, by: str | None = None) -> None:
        """Raise `Stale` with both texts of each field if `record` changed since the form opened.

        The form needs a `Version` field. A version that is missing or makes no sense is stale too.
        """
        version = next(field for field in self if isinstance(field, Version))
        if version.data == record.version:
            return
        stored = type(self)(formdata=None, obj=record)
        differs: dict[str, tuple[str, str]] = {}
        for field in self:
            if field.short_name in {"csrf_token", version.short_name}:
                continue
            kept = stored[field.short_name]
            if isinstance(field, Code) and isinstance(kept, Code):
                kept.offer(field.choices)
            if kept.said() != field.said():
                differs[str(field.label.text)] = (kept.said(), field.said())
        raise Stale(differs, by=by)
