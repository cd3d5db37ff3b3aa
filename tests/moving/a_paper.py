"""A paper with all that is hard to carry: odd letters, deep threads, what waits, what is gone."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from articles.actions import editing, filing, media, planning, publishing
from articles.models import Article, Section
from comments.actions import moderation, posting
from comments.models import Comment, Report
from newsletter.actions.suppressing import suppress
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.curation import actions as curation
from newsroom.curation.models import Front
from newsroom.curation.slots import Place, Slot
from newsroom.privacy.models import ErasureRequest
from newsroom.reading.actions import follow, save_story
from newsroom.site.models import Menu, MenuItem, Page, SiteSettings, TakenPath
from tests.articles.a_file import EVERY_KIND, upload
from tests.factories import AuthorFactory, ImageFactory, SectionFactory, UserFactory
from tests.one_time_codes import SECRET

ODD = "“Ñandú” & <Łódź> ]]> 𝒪\u2028שָׁלוֹם\u00a0—é"


def adverse(editor) -> None:
    member = UserFactory(email="Ñora@example.com", display_name=ODD)
    TOTP.activate(editor, SECRET)
    _furniture()
    shown = _stories(editor)
    _conversation(shown, editor, member)
    _letters()
    save_story(member, shown)
    follow(member, "section", shown.section_id)
    ErasureRequest.objects.create(person=member, due_at=timezone.now() + timedelta(days=3))
    LogEntry.objects.log_actions(editor.pk, [shown.section], CHANGE, "renamed", single_object=True)


def _furniture() -> None:
    SiteSettings.objects.create(pk=1, name=ODD[:80], contact_email="desk@example.com")
    page = Page.objects.create(title=ODD, slug="about", body=f"<p>{'x' * 10}</p>")
    page.body = "<p>Said otherwise since.</p>"
    page.save()
    page.slug = "about-us"
    page.save()
    menu = Menu.objects.create(key="header")
    above = MenuItem.objects.create(
        menu=menu, target=TakenPath.objects.get(path="about-us"), order=1
    )
    MenuItem.objects.create(menu=menu, parent=above, label=ODD[:60], link="/popular/")
    call_command("sync_roles")


def _stories(editor) -> Article:
    section = SectionFactory(name="Above", slug="above")
    below = SectionFactory(name=ODD[:60], slug="below", parent=section)
    SectionFactory(name="Without a story", slug="empty", hidden=True)
    first = media.store_image(
        ContentFile(ImageFactory.build().file.read(), "boat.jpg"),
        by=editor, alt=ODD, caption=ODD, credit="Ana", licence="own", focal=(7, 93),
    )  # fmt: skip
    author = AuthorFactory(name=ODD[:120], portrait=first, account=editor)
    report = filing.store_document(upload(name=f"{ODD[:20]}.pdf"), by=editor, title=ODD)
    filing.store_document(upload(EVERY_KIND["csv"], "towns.csv"), by=editor, is_open=True)
    text = (
        f'<p>One &amp; two.</p><p><a href="{report.get_absolute_url()}">Three</a></p>'
        f'<figure class="image" data-image-id="{first.pk}"></figure>'
    )
    shown = _published(editor, below, author, headline=ODD, body=text, lead_image=first)
    publishing.change_address(shown, slug="another-word", by=editor)
    draft = editing.create(Article(headline="Nothing yet", section=section), by=editor)
    card = f'<p>Gone.</p><figure class="story" data-story-id="{draft.pk}"></figure>'
    gone = _published(editor, section, author, headline="Gone", body=card)
    publishing.withdraw(gone, by=editor, note=ODD)
    planned = Article.objects.get(pk=shown.pk)
    base, planned.body = planned.version, "<p>Otherwise, tomorrow.</p>"
    planning.plan(
        planned, by=editor, base=base, at=timezone.now() + timedelta(days=1), kind="correct",
        told="It was another boat.",
    )  # fmt: skip
    shown.refresh_from_db()
    curation.place(
        shown, Place(Slot.LEAD, 1, None), by=editor, base=Front.objects.get_or_create()[0].number
    )
    return shown


def _published(editor, section, author, **fields) -> Article:
    story = Article(section=section, standfirst="What it says.", **fields)
    story = editing.create(
        story, by=editor, authors=[author], tags=["Łódź", "Rain"],
        further_sections=list(Section.objects.filter(slug="empty")),
    )  # fmt: skip
    return publishing.publish(story, by=editor)


def _conversation(story, editor, member) -> None:
    said = posting.post_comment(story, by=member, text=ODD)
    Comment.objects.update(status="visible")
    above = said
    for depth in range(6):
        above = posting.post_comment(story, by=editor, text=f"{depth} {ODD}", to=above)
        Comment.objects.filter(pk=above.pk).update(status="visible")
    Report.objects.create(comment=above, person=member, reason="spam", note=ODD)
    moderation.remove(above, by=editor, why="other", reason=ODD[:100])
    Comment.objects.create(article=story, signature=ODD[:120], text="From elsewhere", status="held")


def _letters() -> None:
    letter = Newsletter.objects.create(name="Daily", slug="daily", rhythm="daily", looked_at=None)
    for name in ("reads", "left", "asked", "barred"):
        reader = Subscriber.objects.create(email=f"{name}@example.com")
        now = timezone.now()
        Subscription.objects.create(
            subscriber=reader, newsletter=letter, asked_at=now, asked_text=ODD, asked_place="foot",
            confirmed_at=None if name == "asked" else now, left_at=now if name == "left" else None,
        )  # fmt: skip
    suppress("barred@example.com", reason="asked", detail=ODD)
    suppress("erased-long-ago@example.com", reason="complained")
