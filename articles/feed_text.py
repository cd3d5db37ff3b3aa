"""A story's text as it travels in a feed: read far from our style sheets, scripts and addresses."""

from django.utils.translation import gettext as _
from lxml import html as lxml_html

from articles import body, embeds
from articles.access import public_body
from articles.metadata import absolute
from articles.models import Article, Image
from articles.renditions import largest
from newsroom.kit.html import allowed

KEPT = {"href", "src", "alt", "width", "height", "start", "scope", "colspan", "rowspan"}


def full_text(article: Article) -> str:
    """The body with absolute addresses, plain pictures, and embeds as the links they are."""
    images = {image.pk: image for image in article.body_images.all() if image.is_cleared}
    tree = lxml_html.fragment_fromstring(allowed(public_body(article)), create_parent="div")
    for figure in list(tree.iter("figure")):
        _replace(figure, _in_plain(figure, images))
    for element in tree.iter():
        for name in set(element.attrib) - KEPT:
            del element.attrib[name]
        if href := element.get("href"):
            # An anchor is one of the story's own page.
            element.set("href", absolute(f"{article.path}{href}" if href[0] == "#" else href))
    return (tree.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in tree
    )


def _replace(figure, made: list) -> None:
    if not made:
        figure.drop_tree()
        return
    made[-1].tail = figure.tail
    parent = figure.getparent()
    at = parent.index(figure)
    parent[at : at + 1] = made


def _in_plain(figure, images: dict[int, Image]) -> list:
    caption = figure.find("figcaption")
    if figure.get("class") == "embed":
        return _link(figure, caption)
    named = body.image_ids(lxml_html.tostring(figure, encoding="unicode", with_tail=False))
    shown = [images[number] for number in named if number in images]
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
        _append(caption, f" {image.credit}")
    if caption.text or len(caption):
        made.append(caption)
    return made


def _append(element, words: str) -> None:
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{words}"
    else:
        element.text = f"{element.text or ''}{words}"


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
