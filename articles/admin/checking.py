"""The checks in the margin of the writing page: what the release gate says of what is typed."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import body, gate
from articles.models import Article, Image
from articles.policy import may_edit
from newsroom.kit.keys import is_key

LONG_STANDFIRST = 200


@dataclass(frozen=True)
class Line:
    """One line of the list: `kind` is "err" (blocks), "warn" or "ok"; `field` is what to change."""

    kind: str
    text: str
    field: str = ""


def view(admin):
    @never_cache
    @require_POST
    def check(request):
        from articles.admin.editor_form import ArticleForm

        number = request.POST.get("story", "")
        story = get_object_or_404(Article, pk=number) if is_key(number) else None
        if not (may_edit(request.user, story) if story else admin.has_add_permission(request)):
            raise PermissionDenied
        form = ArticleForm(request.POST, instance=story)
        form.is_valid()  # what is valid is judged; the rest is said when it is saved
        context = {"checks": lines(typed(form))}
        return render(request, "admin/articles/article/_checks.html", context)

    return check


def of_page(story: Article, form) -> list[Line]:
    """For the page as it is shown: of what was typed when it came back, else of what is stored."""
    if form.is_bound:
        return lines(typed(form))
    return lines(gate.stored(story, at=_moment(story))) if story.pk else []


def typed(form) -> gate.Candidate:
    """What the form holds, as saving it would store it."""
    said, story = form.cleaned_data, form.instance
    text = body.clean(said.get("body") or "", story.body if story.pk else "")
    lead = said.get("lead_image")
    within = Image.objects.filter(pk__in=body.image_ids(text)).exclude(pk=lead.pk if lead else None)
    return gate.Candidate(
        headline=said.get("headline", ""),
        standfirst=said.get("standfirst", ""),
        body=text,
        section=said.get("section"),
        bylines=len(said.get("authors") or []),
        pictures=[*([lead] if lead else []), *within],
        embargo_until=said.get("embargo_until"),
        own_credit=(lead.pk if lead else 0, said.get("lead_credit", "")),
        pk=story.pk,
        at=_moment(story, said.get("publish_at")),
    )


def _moment(story: Article, chosen=None):
    """When readers would see it: as it did or will, at the time chosen, or now."""
    if story.status == Article.Status.PUBLISHED and not chosen:
        return story.published_at
    return max(filter(None, [chosen, timezone.now()]))


def lines(story: gate.Candidate) -> list[Line]:
    verdict = gate.judge(story)
    blocking = [Line("err", f.sentence, f.field) for f in verdict.blocking]
    warnings = [Line("warn", f.sentence, f.field) for f in verdict.warnings]
    if len(story.standfirst) > LONG_STANDFIRST:
        words = {"count": len(story.standfirst), "aim": LONG_STANDFIRST}
        text = _("Standfirst is %(count)d characters. Aim for %(aim)d.") % words
        warnings.append(Line("warn", text, "standfirst"))
    good = [Line("ok", str(rule.label)) for rule in verdict.passed]
    if story.own_credit[0] == 0:
        good.append(Line("ok", _("No lead picture: the story is shown as text.")))
    return [*blocking, *warnings, *good]
