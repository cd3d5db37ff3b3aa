"""A text of ours as WordPress shows it: plain HTML, pictures by number and address, links whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles import embeds
from articles.feed_text import link_to_story
from articles.figures import append, inner_html, pictures_of, with_figures
from articles.metadata import absolute
from articles.models import Article

BRACKET = "&#91;"  # “[video]” is a command there, and vanishes as one; so it reads as it is written


@dataclass(frozen=True)
class Shown:
    """A picture as it is named there, with the words readers see under it."""

    number: int
    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


def for_wordpress(
    html: str, pictures: Mapping[int, Shown], stories: Mapping[int, Article] | None = None
) -> str:
    tree = with_figures(html, lambda figure: _made(figure, pictures, stories or {}))
    for link in tree.iter("a"):
        if href := link.get("href"):
            link.set("href", absolute(href))
    return inner_html(tree).replace("[", BRACKET)


def _made(figure, pictures: Mapping[int, Shown], stories: Mapping[int, Article]) -> list:
    caption = figure.find("figcaption")
    if figure.get("class") == "story":
        return link_to_story(figure, stories)
    if figure.get("class") == "embed":
        return _embed(figure, caption)
    shown = pictures_of(figure, pictures)
    if figure.get("class") == "gallery" and shown:
        made = figure.makeelement("figure", {"class": "wp-block-gallery has-nested-images"})
        made.extend(_picture(figure, one) for one in shown)
        if caption is not None:
            caption.set("class", "blocks-gallery-caption")
            made.append(caption)
        return [made]
    return [_picture(figure, shown[0], caption)] if shown else []


def _picture(near, shown: Shown, caption=None):
    made = near.makeelement("figure", {"class": "wp-block-image"})
    name = {"class": f"wp-image-{shown.number}"}
    made.append(near.makeelement("img", {"src": shown.url, "alt": shown.alt, **name}))
    if caption is None:
        caption = near.makeelement("figcaption")
        caption.text = shown.caption
    if shown.credit:
        has_words = caption.text or len(caption)
        append(caption, f" ({shown.credit})" if has_words else f"({shown.credit})")
    if caption.text or len(caption):
        made.append(caption)
    return made


def _embed(figure, caption) -> list:
    """Its address in a paragraph of its own, which WordPress shows as what it leads to."""
    found = embeds.find(figure.get("data-address"))
    if not found:
        return []
    made = figure.makeelement("p")
    made.text = found.address
    if caption is None:
        return [made]
    caption.tag = "p"
    return [made, caption]
