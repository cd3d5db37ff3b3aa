"""A story's figures made anew for those who read it elsewhere: feeds, other programs."""

from collections.abc import Callable, Mapping

from lxml import html as lxml_html
from lxml.html import HtmlElement

from articles.body import image_ids
from newsroom.kit.html import allowed


def with_figures(html: str, made_of: Callable[[HtmlElement], list[HtmlElement]]) -> HtmlElement:
    """The tree of a text, what `made_of` makes of each figure in its place; of some nothing."""
    tree = lxml_html.fragment_fromstring(allowed(html), create_parent="div")
    for figure in list(tree.iter("figure")):
        _replace(figure, made_of(figure))
    return tree


def inner_html(tree: HtmlElement) -> str:
    return (tree.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in tree
    )


def pictures_of[T](figure: HtmlElement, known: Mapping[int, T]) -> list[T]:
    """Those it shows and that are known, in its order."""
    named = image_ids(lxml_html.tostring(figure, encoding="unicode", with_tail=False))
    return [known[number] for number in named if number in known]


def append(element: HtmlElement, words: str) -> None:
    if len(element):
        element[-1].tail = f"{element[-1].tail or ''}{words}"
    else:
        element.text = f"{element.text or ''}{words}"


def _replace(figure: HtmlElement, made: list[HtmlElement]) -> None:
    if not made:
        figure.drop_tree()
        return
    made[-1].tail = figure.tail
    parent = figure.getparent()
    at = parent.index(figure)
    parent[at : at + 1] = made
