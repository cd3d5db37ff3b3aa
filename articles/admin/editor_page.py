"""What the writing page shows besides its form."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles import being_written, gate
from articles.actions.undoing import seconds_left
from articles.admin import (
    checking,
    editor_steps,
    open_pages,
    picked_stories,
    story_cards,
    working,
)
from articles.admin.editor_words import words
from articles.admin.pictures_as_data import as_data
from articles.admin.planned import planned_for
from articles.admin.states import state_of
from articles.body import image_ids
from articles.document_kinds import ACCEPTED
from articles.models import Article, Image, Level, Rule
from articles.policy import may_override, may_publish, may_sign_off

LEADING = {"submit", "ready", "publish", "again"}


def writing_page(request, story: Article | None, form) -> dict:
    story = story or Article()
    state = editor_steps.state(story) if story.pk else "new"
    offered = editor_steps.offered(story, request.user)
    planned = getattr(story, "being_planned", None)
    state_name = state_of(story)[1] if story.pk else ""
    if planned:  # its text stands here, and only its own button applies
        state, state_name, offered = "planned", gettext("Planned change"), set()
    version = planned.revision_id if planned else story.version
    planned = planned or planned_for(story)
    return {
        "form": form,
        "story": story,
        "state": state,
        "state_name": state_name,
        "offered": offered,
        # The one large button saves then; a second one beside it would say the same.
        "only_save": state != "live" and offered.isdisjoint(LEADING),
        "checks": checking.of_page(story, form),
        "may_override": may_override(request.user),
        "undo_for": undo_for(request.user, story, state),
        "legal": legal_state(request, story),
        "planned": planned,
        "here": being_written.others(story, request.user) if story.pk else being_written.NOBODY,
        "panel": working.panel(request.user, story) if story.pk else None,
        "site_address": settings.SITE_URL,
        "day": timezone.localtime(story.first_published_at or timezone.now()),
        "desk": {
            "words": words(),
            "places": _places(),
            "pictures": _pictures_in(form),
            "cards": story_cards.in_text(form["body"].value()),
            "stories": picked_stories.names(form["related_picks"].value()),
            "story": story.pk or "new",
            "version": version,
            "planned": planned.pk if state == "planned" else None,
            "person": request.user.pk,
            "zone": settings.TIME_ZONE,
            "typed": open_pages.of_person(request, story),
            "refused": request.method == "POST",
            "licences": Image.Licence.choices,
            "mayAddPictures": request.user.has_perm("articles.add_image"),
            "mayAddDocuments": request.user.has_perm("articles.add_document"),
            "documentKinds": ACCEPTED,
        },
    }


def legal_state(request, story: Article) -> dict | None:
    """Whether these words are signed off, where that is asked for or this person may do it."""
    if not story.pk:
        return None
    level, _limit = gate.rules_for(story.section)[Rule.LEGAL]
    if level == Level.OFF and not may_sign_off(request.user):
        return None
    signed = story.legal_sign_offs.filter(text=gate.digest(story)).select_related("person").first()
    return {"signed": signed, "may": may_sign_off(request.user)}


def undo_for(user, story: Article, state: str) -> int | None:
    """Seconds for which this person may take back what just went out; None for who never may."""
    if state != "live" or not may_publish(user):
        return None
    return seconds_left(story, timezone.now())


def _places() -> dict[str, str]:
    names = (
        "preview",
        "check",
        "clean",
        "embed",
        "tags",
        "pictures",
        "documents",
        "stories",
        "cards",
        "keep",
        "typed",
    )
    return {name: reverse(f"admin:articles_article_{name}") for name in names}


def _pictures_in(form) -> dict:
    """Those in the text, so that the editor can show them without asking for each."""
    text = form["body"].value() or ""
    rows = Image.objects.filter(pk__in=image_ids(text)).prefetch_related("renditions")
    return {image.pk: as_data(image) for image in rows}
