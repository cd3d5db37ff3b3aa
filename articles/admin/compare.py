"""Versions of a story: two beside each other, restoring one, and what came too late."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.actions import editing, showing
from articles.body import image_ids, plain_text, story_ids
from articles.differences import Part, compare_bodies, compare_texts, shown_in
from articles.field_names import field_name
from articles.figures import pictures_of
from articles.models import Article, Author, Image, Revision, Section
from articles.policy import may_edit, may_publish
from newsroom.kit.keys import is_key

SHOWN = 30
LONGEST_REASON = 200
TEXTS = ("headline", "standfirst")
OTHERS = (
    "kind", "section_id", "further_sections", "label", "authors", "byline_text", "tags",
    "related_picks", "lead_image_id", "lead_caption", "lead_credit", "front_title", "seo_title",
    "seo_description", "social_title", "email_title", "slug", "comments", "sensitive",
    "advertising", "access", "public_safety", "contents", "language", "event_date", "event_place",
)  # fmt: skip


def versions(admin):
    @never_cache
    @require_http_methods(["GET", "POST"])
    def view(request, pk):
        story = _story(request, admin, pk)
        if request.method == "POST":
            return _restore(request, story)
        revisions = story.revisions.select_related("person")
        kept = list(revisions[:SHOWN]) if "all" not in request.GET else list(revisions)
        new = _chosen(request, revisions, "new") or next(iter(kept), None)
        if new is None:
            messages.info(request, _("There is no version yet."))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        earlier = revisions.filter(number__lt=new.number).first()
        old = _chosen(request, revisions, "old") or earlier or new
        context = {
            **compared(story, old.snapshot, new.snapshot),
            "old": old,
            "new": new,
            "versions": _with_counts(kept),
            "total": revisions.count(),
            "log": story.log.select_related("person")[:SHOWN],
            "seen": story.public_versions.select_related("revision").order_by("-from_at", "-pk")[
                :SHOWN
            ],
            "may_hide": may_publish(request.user),
            "may_restore": may_edit(request.user, story),
            "title": _("Compare"),
        }
        return _page(request, admin, "compare.html", context)

    return view


def hide(admin):
    """Takes what readers once saw out of the story's history, or puts it back."""

    @never_cache
    @require_POST
    def view(request, pk, number):
        story = _story(request, admin, pk)
        if not may_publish(request.user):
            raise PermissionDenied
        version = get_object_or_404(story.public_versions, pk=number)
        try:
            if "show" in request.POST:
                showing.show(version, by=request.user)
            else:
                why = request.POST.get("why", "").replace("\x00", "")[:LONGEST_REASON]
                showing.hide(version, why=why, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[pk]))

    return view


def conflict(admin):
    @never_cache
    @require_http_methods(["GET", "POST"])
    def view(request, pk, number):
        story = _story(request, admin, pk)
        if request.method == "POST":
            return _restore(request, story)
        mine = get_object_or_404(story.revisions, number=number, kind=Revision.Kind.UNSAVED)
        if mine.person_id != request.user.pk and not may_edit(request.user, story):
            raise PermissionDenied
        theirs = story.revisions.select_related("person").filter(kind=Revision.Kind.SAVED).first()
        context = {
            **compared(story, theirs.snapshot, mine.snapshot),
            "mine": mine,
            "theirs": theirs,
            "title": _("Two texts"),
        }
        return _page(request, admin, "conflict.html", context)

    return view


def _story(request, admin, pk) -> Article:
    story = get_object_or_404(Article.objects.defer("search"), pk=pk)
    if not admin.has_view_permission(request, story):
        raise PermissionDenied
    return story


def _page(request, admin, name, context):
    context |= {**admin.admin_site.each_context(request), "opts": admin.opts}
    return render(request, f"admin/articles/article/{name}", context)


def _chosen(request, revisions, name) -> Revision | None:
    number = request.GET.get(name, "")
    return revisions.filter(number=number).first() if is_key(number) else None


@transaction.atomic
def _restore(request, story):
    # Asked under the lock: an editor may have published it this moment.
    story = Article.objects.select_for_update().get(pk=story.pk)
    if not may_edit(request.user, story):
        raise PermissionDenied
    number, base = request.POST.get("number", ""), request.POST.get("base", "")
    if not (is_key(number) and is_key(base)):
        raise PermissionDenied
    revision = get_object_or_404(story.revisions, number=number)
    try:
        editing.restore(story, revision, by=request.user, base=int(base))
    except editing.SavedMeanwhile as late:
        return HttpResponseRedirect(
            reverse("admin:articles_article_conflict", args=[story.pk, late.kept.number])
        )
    except ValidationError as refused:
        for refusal in refused.messages:
            messages.error(request, refusal)
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[story.pk]))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))


def compared(story, old: dict, new: dict) -> dict:
    """Every part of the story, what changed in it, and the sum in words for those who listen."""
    heads = {name: Part(name, "", compare_texts(old[name], new[name])) for name in TEXTS}
    heads["headline"].name, heads["standfirst"].name = _("Headline"), _("Standfirst")
    text = compare_bodies(old["body"], new["body"], _figures_by_name(old["body"], new["body"]))
    names = _names(old, new)
    others = [
        Part("field", field_name(name), compare_texts(before, after))
        for name in OTHERS
        if (before := _said(name, old, names)) != (after := _said(name, new, names))
    ]
    parts = [*heads.values(), *text, *others]
    return {
        "story": story,
        "heads": heads,
        "parts": text,
        "others": others,
        "changed": [part for part in parts if part.changes],
        "changes": sum(part.changes for part in parts),
        "added": sum(part.added for part in parts),
        "removed": sum(part.removed for part in parts),
    }


def _figures_by_name(*texts: str):
    """Of pictures and cards the desk says which they are, and not their numbers."""
    pictures = Image.objects.in_bulk({n for html in texts for n in image_ids(html)})
    cards = {n for html in texts for n in story_ids(html)}
    stories = Article.objects.only("headline").in_bulk(cards)

    def tell(figure) -> str:
        shown = [str(picture) for picture in pictures_of(figure, pictures)]
        if shown:
            names = {"names": "; ".join(shown)}
            return ngettext("Picture: %(names)s", "Pictures: %(names)s", len(shown)) % names
        if story := stories.get(int(figure.get("data-story-id", 0))):
            return _("Card: %(headline)s") % {"headline": story.headline}
        return shown_in(figure)

    return tell


def _names(*snapshots) -> dict:
    """What the numbers in the snapshots stand for."""
    authors = {pk for s in snapshots for pk in s.get("authors", [])}
    sections = {pk for s in snapshots for pk in [s["section_id"], *s.get("further_sections", [])]}
    picks = {pk for s in snapshots for pk in s.get("related_picks", [])}
    images = {s["lead_image_id"] for s in snapshots if s["lead_image_id"]}
    return {
        "authors": Author.objects.in_bulk(authors),
        "section_id": Section.objects.in_bulk(sections),
        "further_sections": Section.objects.in_bulk(sections),
        "related_picks": Article.objects.only("headline").in_bulk(picks),
        "lead_image_id": Image.objects.in_bulk(images),
    }


def _said(name: str, snapshot: dict, names: dict) -> str:
    value = snapshot.get(name)
    if name in names:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(str(names[name].get(key, "?")) for key in keys if key is not None)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _with_counts(revisions: list[Revision]) -> list[tuple[Revision, int, int]]:
    """Each version with how many words it added to the one before and took from it."""
    counted = []
    for new, old in zip(revisions, [*revisions[1:], None], strict=True):
        before = _whole(old.snapshot) if old else ""
        runs = compare_texts(before, _whole(new.snapshot))
        added = sum(len(run.text.split()) for run in runs if run.kind == "added")
        removed = sum(len(run.text.split()) for run in runs if run.kind == "removed")
        counted.append((new, added, removed))
    return counted


def _whole(snapshot: dict) -> str:

    text = plain_text(snapshot["body"]) if snapshot["body"] else ""
    return f"{snapshot['headline']}\n{snapshot['standfirst']}\n{text}"
