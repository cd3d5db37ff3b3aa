"""The second walk: stories, pages and what was said under them, a batch in a transaction."""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.actions.arriving import Arrival, Prepared, show, take_in
from articles.actions.editing import save
from articles.models import Article
from newsroom.moving.actions.asking import Moving
from newsroom.moving.actions.files import describe_from_texts
from newsroom.moving.actions.planning import digest
from newsroom.moving.actions.remarks import take_in_remarks
from newsroom.moving.actions.site_pages import make_page, renew_page
from newsroom.moving.actions.terms import Terms
from newsroom.moving.actions.texts_of import convert, look_up
from newsroom.moving.actions.writing import as_story, notes_of
from newsroom.moving.bodies.surroundings import Findings, Surroundings
from newsroom.moving.items import Item
from newsroom.moving.models import Origin

Outcome = Origin.Outcome
Work = tuple[Item, Origin]


class Stories:
    def __init__(self, moving: Moving, terms: Terms, pool: Executor | None = None):
        self.moving, self.terms, self.pool = moving, terms, pool
        self.now = timezone.now()

    def take_in(self, batches: Iterator[list[Item]]) -> Iterator[int]:
        """Batch by batch; yields how many items it has seen. The texts of the next are being
        converted while this one is stored."""
        waiting = None
        place = 0
        for batch in batches:
            begun = self._begin(batch, place)
            place += len(batch)
            if waiting is not None:
                yield self._finish(*waiting)
            waiting = begun
        if waiting is not None:
            yield self._finish(*waiting)

    # Before the transaction: what has to be done, and its texts -------------------------------
    def _begin(self, batch: list[Item], place: int):
        rows = self.moving.move.origins.filter(
            source=self.moving.source, position__gt=place, position__lte=place + len(batch)
        )
        by_position = {origin.position: origin for origin in rows}
        work: list[Work] = []
        for number, item in enumerate(batch, place + 1):
            origin = by_position.get(number)
            if origin and (origin.kind in ("post", "page") or origin.kind in self._also):
                work.append((item, origin))
            elif item.remarks:
                why = "on something left out" if origin else "twice"
                self.moving.remarks[why] += len(item.remarks)
        to_write = [(item, origin) for item, origin in work if self._needs_writing(item, origin)]
        around = look_up(self.moving, [item for item, _origin in to_write]) if to_write else []
        texts = [self._convert(item, one) for (item, _o), one in zip(to_write, around, strict=True)]
        return place + len(batch), work, to_write, around, texts

    @property
    def _also(self) -> frozenset[str]:
        return self.moving.wishes.also

    def _needs_writing(self, item: Item, origin: Origin) -> bool:
        if origin.outcome == Outcome.PLANNED:
            return True
        if origin.outcome not in (Outcome.STORY, Outcome.PAGE):
            return False
        missing = ("pictures_missing", "documents_missing")
        come = self.moving.wishes.wants_pictures and any(map(origin.details.get, missing))
        return come or origin.digest != digest(item)

    def _convert(self, item: Item, around: Surroundings) -> Future | None:
        if self.pool:
            try:
                return self.pool.submit(convert, item.body, around)
            except BrokenExecutor:
                self.pool = None
        return None

    # In one transaction ------------------------------------------------------------------------
    def _finish(self, seen: int, work: list[Work], to_write: list[Work], around, texts) -> int:
        new: list[tuple[Item, Origin, Arrival, Findings]] = []
        pages: list[Origin] = []
        with transaction.atomic():
            for (item, origin), surroundings, text in zip(to_write, around, texts, strict=True):
                ready, findings, refusal = self._result(item, surroundings, text)
                if refusal:
                    _leave_out(origin, "text refused", refusal)
                elif origin.kind == "page" and (origin.public or origin.outcome == Outcome.PAGE):
                    self._page(item, origin, ready.html, findings)
                    pages.append(origin)
                elif origin.outcome == Outcome.PLANNED:
                    new.append(
                        (item, origin, self._arrival(item, origin, ready, surroundings), findings)
                    )
                else:
                    self._changed(item, origin, ready.html, surroundings, findings)
            _store_origins(pages)
            self._store(new)
            said = [(item, o) for item, o in work if item.remarks]
            take_in_remarks(self.moving, said)
            self._keep_place(seen)
        return seen

    def _result(
        self, item: Item, around: Surroundings, text: Future | None
    ) -> tuple[Prepared | None, Findings, str]:
        try:
            ready, findings = self._converted(item, around, text)
        except ValidationError as refusal:
            return None, Findings(), refusal.messages[0]
        return ready, findings, ""

    def _converted(self, item: Item, around: Surroundings, text: Future | None):
        if text:
            try:
                return text.result()
            except BrokenExecutor:
                self.pool = None  # somebody ended a helper, for want of memory say: on without
        return convert(item.body, around)

    def _arrival(
        self, item: Item, origin: Origin, ready: Prepared, around: Surroundings
    ) -> Arrival:
        sections = self.terms.sections(item)
        return Arrival(
            as_story(self.moving, item, origin, ready.html, around, sections[0]),
            prepared=ready,
            authors=self.terms.authors(item),
            tags=self.terms.tags(item),
            further_sections=sections[1:],
        )

    def _store(self, new: list) -> None:
        if not new:
            return
        _give_way([(origin, arrival.article) for _i, origin, arrival, _f in new])
        take_in([arrival for _i, _o, arrival, _f in new], by=self.moving.wishes.by, note=self._note)
        alts: dict[int, str] = {}
        for item, origin, arrival, findings in new:
            article = arrival.article
            origin.outcome, origin.object_id = Outcome.STORY, article.pk
            origin.digest, origin.version = digest(item), article.version
            origin.details = notes_of(item, origin, article, findings, self.moving, self.now)
            alts |= findings.alts
            if arrival.is_public:
                self.moving.touched.append(article.pk)
            self.moving.changes["new"] += 1
        _store_origins([origin for _i, origin, _a, _f in new])
        if alts:
            describe_from_texts(alts)

    @property
    def _note(self) -> str:
        return self.moving.note

    def _page(self, item: Item, origin: Origin, html: str, findings: Findings) -> None:
        if origin.outcome == Outcome.PLANNED:
            page = make_page(item, origin, html)
            origin.outcome, origin.object_id, origin.version = Outcome.PAGE, page.pk, 1
            self.moving.changes["new"] += 1
        else:
            outcome, page = renew_page(self.moving, item, origin, html)
            self.moving.changes[outcome] += 1
            if page is not None:
                origin.version = page.versions.first().number
        if page is not None:
            origin.details = notes_of(item, origin, page, findings, self.moving, self.now)
        origin.digest = digest(item)

    def _changed(self, item: Item, origin: Origin, html: str, around, findings: Findings) -> None:
        """Written anew where no editor has touched it since, or where that was asked for."""
        article = (
            Article.objects.select_for_update(of=("self",)).filter(pk=origin.object_id).first()
        )
        if article is None:
            self.moving.changes["gone here"] += 1
        elif article.version != origin.version and not self.moving.wishes.overwrite:
            self.moving.changes["edited here"] += 1
            origin.details = {**origin.details, "edited_here": True}
            origin.path = article.path or origin.path
        else:
            self._rewrite(article, item, origin, html, around, findings)
        origin.digest = digest(item)
        _store_origins([origin])

    def _rewrite(self, article, item, origin, html, around, findings) -> None:
        sections = self.terms.sections(item)
        fresh = as_story(self.moving, item, origin, html, around, sections[0])
        for name in (
            "headline", "standfirst", "body", "section_id", "lead_image_id", "seo_title",
            "seo_description", "comments",
        ):  # fmt: skip
            setattr(article, name, getattr(fresh, name))
        saved = save(
            article,
            by=self.moving.wishes.by,
            base=article.version,
            authors=self.terms.author_rows(item),
            tags=self.terms.tag_names(item),
            further_sections=self.terms.section_rows(sections[1:]),
            note=self._note,
            judged=False,
        )
        if fresh.status == Article.Status.PUBLISHED and saved.status == Article.Status.DRAFT:
            by, note = self.moving.wishes.by, self._note
            show(saved, path=origin.path, at=fresh.published_at, by=by, note=note)
            saved.refresh_from_db()
        origin.version, origin.path = saved.version, saved.path or origin.path
        origin.details = notes_of(item, origin, saved, findings, self.moving, self.now)
        self.moving.changes["changed"] += 1

    def _keep_place(self, seen: int) -> None:
        self.moving.move.items_done = seen
        self.moving.move.save(update_fields=["items_done"])


def _give_way(stories: list[tuple[Origin, Article]]) -> None:
    """Where somebody took a planned address meanwhile it is theirs."""
    planned = [story.path for _origin, story in stories if story.path]
    taken = set(Article.objects.filter(path__in=planned).values_list("path", flat=True))
    for origin, story in stories:
        if story.path in taken:
            origin.path = story.path = f"{story.path.rstrip('/')[:120]}-{origin.pk}/"
            story.slug = story.path.strip("/").rpartition("/")[2]


def _leave_out(origin: Origin, reason: str, words: str) -> None:
    origin.outcome, origin.reason = Outcome.SKIPPED, reason
    origin.details = {**origin.details, "refusal": words}
    _store_origins([origin])


def _store_origins(origins: list[Origin]) -> None:
    """They are all there: inserting over them is an update of hundreds in one short question."""
    names = ["outcome", "reason", "object_id", "digest", "version", "details", "path"]
    Origin.objects.bulk_create(
        origins, update_conflicts=True, unique_fields=["id"], update_fields=names
    )
