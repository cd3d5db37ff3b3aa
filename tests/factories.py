"""Rows to test with: whole and plausible, no surprises; a test names what it is about.

ArticleFactory()                        a draft with one byline
ArticleFactory(live=True)               readers see it; newer than those made before
ArticleFactory(scheduled=True)          published an hour from now
ArticleFactory(withdrawn=True)          was published, is gone
ArticleFactory(live=True, published_at=…, authors=[…], tags=["Rain"], further_sections=[…])
UserFactory(role="Editor")              a journalist; without a role, a member
ImageFactory(ready=True)                with the rows of its renditions, without their files
"""

import hashlib
import io
from datetime import timedelta
from functools import cache

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image as Pixels

from accounts.models import User
from articles import body, search
from articles.document_links import document_ids
from articles.models import Article, Author, Byline, Document, Image, Rendition, Section
from articles.renditions import RATIOS, wanted
from comments.models import Comment

PASSWORD = "correct-horse-battery"


class UserFactory(DjangoModelFactory):
    """Can sign in with PASSWORD: the address is confirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if not extracted:
            return
        if not Group.objects.filter(name=extracted).exists():
            call_command("sync_roles")
        self.groups.add(Group.objects.get(name=extracted))
        self.is_staff = True
        self.save()


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    name = factory.Sequence(lambda n: f"Section {n}")
    slug = factory.Sequence(lambda n: f"section-{n}")


class AuthorFactory(DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n}")
    slug = factory.Sequence(lambda n: f"author-{n}")


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = Image
        skip_postgeneration_save = True

    alt = "A boat in the harbour"
    credit = "Photo: The Spanish Eye"
    licence = Image.Licence.OWN
    width = 64
    height = 36
    digest = factory.Sequence(lambda n: f"{n:064x}")
    bands = []  # looked at, and like no other
    file = factory.LazyAttribute(lambda o: ContentFile(_jpeg(o.width, o.height), "boat.jpg"))

    @factory.post_generation
    def ready(self, create, extracted, **kwargs):
        if extracted:
            Rendition.objects.bulk_create(
                Rendition(
                    image=self,
                    ratio=ratio,
                    width=width,
                    height=round(width * 9 / 16) if not shape else width * shape[1] // shape[0],
                    format=kind,
                    file=f"pictures/{self.pk}-{ratio}-{width}.{kind}",
                )
                for ratio, width, kind in wanted(9000, 9000)
                for shape in [RATIOS[ratio]]
            )


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    class Params:
        content = b"%PDF-1.4\nA report.\n%%EOF\n"

    title = factory.Sequence(lambda n: f"Report {n}")
    name = "report.pdf"
    original_name = "Report.pdf"
    media_type = "application/pdf"
    size = factory.LazyAttribute(lambda o: len(o.content))
    digest = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())
    file = factory.LazyAttribute(lambda o: ContentFile(o.content, o.name))


class ArticleFactory(DjangoModelFactory):
    class Meta:
        model = Article
        skip_postgeneration_save = True

    class Params:
        live = factory.Trait(
            status=Article.Status.PUBLISHED,
            published_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )
        scheduled = factory.Trait(
            status=Article.Status.PUBLISHED,
            published_at=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1)),
        )
        withdrawn = factory.Trait(
            status=Article.Status.WITHDRAWN,
            published_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )

    headline = factory.Sequence(lambda n: f"Story {n}")
    standfirst = "What the story says in a sentence."
    slug = factory.Sequence(lambda n: f"story-{n}")
    body = "<p>The first paragraph.</p>"
    word_count = factory.LazyAttribute(lambda o: body.word_count(o.body))
    section = factory.SubFactory(SectionFactory)
    published_at = None
    first_published_at = factory.SelfAttribute("published_at")

    @factory.lazy_attribute
    def path(self):
        published = self.published_at
        return Article(slug=self.slug).compose_path(published) if published else None

    @factory.post_generation
    def authors(self, create, extracted, **kwargs):
        authors = [AuthorFactory()] if extracted is None else extracted
        for order, author in enumerate(authors):
            Byline.objects.create(article=self, author=author, order=order)

    @factory.post_generation
    def tags(self, create, extracted, **kwargs):
        self.tags.set(extracted or [])

    @factory.post_generation
    def further_sections(self, create, extracted, **kwargs):
        self.further_sections.set(extracted or [])

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        instance.body_images.set(Image.objects.filter(pk__in=body.image_ids(instance.body)))
        named = document_ids(instance.body)
        instance.body_documents.set(Document.objects.filter(pk__in=named))
        search.index(instance)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    article = factory.SubFactory(ArticleFactory, live=True)
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"Comment {n}")


@cache
def _jpeg(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Pixels.new("RGB", (width, height), "steelblue").save(buffer, "JPEG")
    return buffer.getvalue()
