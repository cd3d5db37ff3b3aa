"""Mailing corrections of stories that went out: which there are, whom they reach, and the press."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from articles.models import ReaderNote
from newsletter import corrections
from newsletter.actions import correcting, telling
from newsletter.actions.issues import warnings
from newsletter.admin import issue_preview
from newsletter.rendering import render
from newsletter.sending.copies import sender_of
from newsletter.sending.ledger import totals

LISTED = 30


class WordsForm(forms.Form):
    """Plain words; an empty line begins a paragraph."""

    words = forms.CharField(
        label=gettext_lazy("A word of ours before it"),
        help_text=gettext_lazy("If something is to be added. The correction itself stands below."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
    )

    @property
    def html(self) -> str:
        said = self.cleaned_data.get("words", "").strip() if self.is_valid() else ""
        return linebreaks(escape(said)) if said else ""


class TellsOfCorrections:
    """Three pages, for the register of issues."""

    def correction_urls(self):
        page = self.admin_site.admin_view
        return [
            path(
                "corrections/",
                page(require_safe(self.corrections)),
                name="newsletter_issue_corrections",
            ),
            path(
                "corrections/<int:note>/", page(self.correction), name="newsletter_issue_correction"
            ),
            path(
                "corrections/<int:note>/mail/",
                csp_override(issue_preview.POLICY)(page(require_safe(self.correction_mail))),
                name="newsletter_issue_correction_mail",
            ),
        ]

    def corrections(self, request):
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        notes = corrections.went_out().defer("article__body", "article__search")
        return self._page(request, "corrections", title=_("Corrections"), notes=notes[:LISTED])

    def correction(self, request, note):
        """Whom it reaches and how it looks; then the one press, or what came of it."""
        note = self._note(request, note)
        form = WordsForm(request.POST or request.GET, label_suffix="")
        refusals = []
        if "_tell" in request.POST and form.is_valid():
            try:
                return self._told(request, note, form.html)
            except correcting.ToldAlready:
                messages.info(request, _("It was let go already: nothing is sent twice."))
                return redirect(request.path)
            except ValidationError as error:
                refusals = error.messages
        made = list(note.follow_ups.select_related("newsletter", "approved_by"))
        offer = corrections.offer(note)
        example = corrections.draft(note, self._newsletter(offer, made))
        return self._page(
            request,
            "correction",
            status=422 if refusals or form.errors else 200,
            title=corrections.subject(note),
            note=note,
            made=[(issue, totals(issue)) for issue in made],
            offer=offer,
            form=form,
            refusals=refusals,
            warnings=warnings(example),
            sender=str(sender_of(example.newsletter)),
            may_send=request.user.has_perm(telling.SEND),
            dark="dark" in request.GET,
            asked=urlencode({"words": form["words"].value() or ""}),
        )

    def _told(self, request, note, words):
        issues = correcting.tell_readers(note, by=request.user, words=words)
        said = ngettext(
            "The follow-up goes out, to readers of one newsletter.",
            "The follow-up goes out, to readers of %(number)d newsletters.",
            len(issues),
        )
        messages.success(request, said % {"number": len(issues)})
        return redirect(request.path)

    def correction_mail(self, request, note):
        note = self._note(request, note)
        made = list(note.follow_ups.select_related("newsletter"))
        if made:
            issue = made[0]
        else:
            newsletter = self._newsletter(corrections.offer(note), made)
            issue = corrections.draft(note, newsletter, words=WordsForm(request.GET).html)
        seen = issue_preview.Seen(render(issue, [note.article_id], counted=False))
        return issue_preview.frame(seen, dark="dark" in request.GET)

    def _note(self, request, pk) -> ReaderNote:
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        return get_object_or_404(corrections.went_out(), pk=pk)

    def _newsletter(self, offer, made):
        """The one whose mail is shown: each has the same but for its name."""
        if made:
            return made[0].newsletter
        return (offer.shares or offer.told_by)[0].newsletter
