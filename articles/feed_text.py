"""A story's text as it travels in a feed: read far from our style sheets, scripts and addresses."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from articles import embeds
from articles.access import public_body
from articles.figures import append, inner_html, pictures_of, with_figures
from articles.metadata import absolute
from articles.models import Article, Image
from articles.renditions import largest

KEPT = {"href", "src", "alt", "width", "height", "start", "scope", "colspan", "rowspan"}


def full_text(article: Article) -> str:
    """The body with absolute addresses, plain pictures, embeds and cards as the links they are.

    Of a story as articles.feeds.newest finds it."""
    images = {image.pk: image for image in article.body_images.all() if image.is_cleared}
    tree = with_figures(
        public_body(article), lambda figure: _in_plain(figure, images, article.cards)
    )
    for element in tree.iter():
        for name in set(element.attrib) - KEPT:
            del element.attrib[name]
        if href := element.get("href"):
            # An anchor is one of the story's own page.
            element.set("href", absolute(f"{article.path}{href}" if href[0] == "#" else href))
    return inner_html(tree)


def _in_plain(figure, images: dict[int, Image], cards: dict[int, Article]) -> list:
    caption = figure.find("figcaption")
    if figure.get("class") == "story":
        return link_to_story(figure, cards)
    if figure.get("class") == "embed":
        return _link(figure, caption)
    shown = pictures_of(figure, images)
    if len(shown) == 1 and caption is not None:
        return [_figure(figure, shown[0], caption)]
    made = [_figure(figure, image) for image in shown]
    if made and caption is not None:
        caption.tag = "p"
        made.append(caption)
    return made


def _figure(near, image: Image, caption=None):
    """One picture with its words and credit; the story's own caption goes before the picture's."""
    made = near.makeelement("figure")
    if file := largest(image, "full"):
        size = {"width": str(file.width), "height": str(file.height)}
        src = absolute(file.file.url)
        made.append(near.makeelement("img", {"src": src, "alt": image.alt_text, **size}))
    if caption is None:
        caption = near.makeelement("figcaption")
        caption.text = image.caption
    if image.credit:
        append(caption, f" {image.credit}")
    if caption.text or len(caption):
        made.append(caption)
    return made


def link_to_story(figure, stories: Mapping[int, Article]) -> list:
    """Its headline, leading to it; nothing where readers may not see it."""
    story = stories.get(int(figure.get("data-story-id", 0)))
    if story is None:
        return []
    made = figure.makeelement("p")
    link = figure.makeelement("a", {"href": absolute(story.path)})
    link.text = story.headline
    made.append(link)
    return [made]


def _link(figure, caption) -> list:
    found = embeds.find(figure.get("data-address"))
    if not found:
        return []
    made = figure.makeelement("p")
    link = figure.makeelement("a", {"href": found.address})
    link.text = _("See it on %(name)s") % {"name": found.name}
    made.append(link)
    if caption is not None and (words := caption.text_content().strip()):
        link.tail = f": {words}"
    return [made]
