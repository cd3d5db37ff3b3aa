"""Jobs: ids in, one action called, safe to repeat."""

from procrastinate.contrib.django import app


@app.task(queue="pictures", retry=3)
def render_image(*, image_id: int) -> None:
    """Make the renditions of a picture."""
    from articles.actions.media import make_renditions

    make_renditions(image_id)


@app.task(queue="desk", retry=3)
def relate_article(*, article_id: int) -> None:
    """Compute which stories stand under this one."""
    from articles.related import relate

    relate(article_id)


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
