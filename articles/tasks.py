"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.task(queue="pictures", retry=3)
def render_image(*, image_id: int, former: str = "") -> None:
    """Make the renditions of a picture; `former` is the original that its file has replaced."""
    from articles.actions.media import make_renditions

    make_renditions(image_id, former)


@app.task(queue="desk", retry=3)
def relate_article(*, article_id: int) -> None:
    """Compute which stories stand under this one."""
    from articles.related import relate

    relate(article_id)


@app.task(queue="desk", retry=3)
def relate_neighbours(*, article_id: int) -> None:
    """Compute anew what stands under older stories that this one touches."""
    from articles.related import touched_by

    relate_stories.func(article_ids=touched_by(article_id))


@app.task(queue="desk", retry=3)
def relate_stories(*, article_ids: list[int]) -> None:
    from articles.related import relate

    for article_id in article_ids:
        relate(article_id)


@app.periodic(cron="* * * * *")
@app.task(queue="desk")
def make_planned_changes(*, timestamp: int) -> None:
    """Make the changes whose time has come: a job for each time, and one a minute for lost ones."""
    from articles.actions.planning import make_due

    make_due()


@app.periodic(cron="*/20 * * * *")
@app.task(queue="desk")
def relate_recent(*, timestamp: int) -> None:
    """The stories most are reading get newer company as the days go by."""
    from articles.related import recent

    relate_stories.func(article_ids=recent(200))


@app.periodic(cron="37 * * * *")
@app.task(queue="desk")
def forget_open_pages(*, timestamp: int) -> None:
    """Throw away what writing pages left that nobody comes back for."""
    from articles.actions.keeping import forget_old

    forget_old()


@app.periodic(cron="17 3 * * *")
@app.task(queue="desk")
def forget_yesterday(*, timestamp: int) -> None:
    """Throw away yesterday's salt and hashes."""
    from articles.popularity import forget_yesterday

    forget_yesterday()


@app.task(queue="desk", retry=3)
def reindex_stories(*, article_ids: list[int]) -> None:
    """Write the search rows of stories anew: a tag or an author has another name."""
    from articles.models import Article
    from articles.search import index

    for article in Article.objects.filter(pk__in=article_ids):
        index(article)
