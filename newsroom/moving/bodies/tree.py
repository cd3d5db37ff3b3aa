"""Pictures, recordings and links of a text, once it is HTML: ours where we have them, told where
not."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html as lxml_html

from articles.document_kinds import may_be_document
from newsroom.moving.bodies.surroundings import PICTURE, Attached, Surroundings

DEEPEST = 200
LOOKED_AT = re.compile(r"<(img|a|figure|audio|video)\b|wp-block-verse", re.IGNORECASE)
_NUMBER = re.compile(r"wp-image-(\d{1,12})")
_GALLERY = re.compile(r"\b(wp-block-gallery|blocks-gallery|gallery|tiled-gallery|kg-gallery)")
_CAPTIONED = re.compile(r"\bwp-caption\b")
_WORDS_OF_CAPTION = re.compile(r"wp-caption-(text|dd)|gallery-caption")
_OPENS = re.compile(r"<(/?)[a-zA-Z]")


def settled(html: str, around: Surroundings) -> str:
    """The HTML with our pictures as figures and links into the old site leading to the new."""
    if not LOOKED_AT.search(html) or _depth(html) > DEEPEST:
        return html
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    document = lxml_html.document_fromstring(
        f"<html><body><div>{html}</div></body></html>".encode(), parser=parser
    )
    body = document.find("body")
    if body is None:
        return html
    for offered in list(body.iter("div")):
        if "wp-block-file" in (offered.get("class") or "").split():
            _without_button(offered, around)
    for link in list(body.iter("a")):
        _lead_home(link, around)
    for recording in list(body.iter("audio", "video")):
        _make_link(recording, around)
    _show_verse(body)
    for group in list(body.iter("figure", "div", "ul")):
        if _GALLERY.search(group.get("class") or "") and _inside(body, group):
            _make_gallery(group, around)
    for image in list(body.iter("img")):
        if _inside(body, image):
            _make_picture(image, around)
    return "".join(lxml_html.tostring(child, encoding="unicode") for child in body)


def _depth(html: str) -> int:
    depth = deepest = 0
    for closes in _OPENS.findall(html):
        depth += -1 if closes else 1
        deepest = max(deepest, depth)
    void = len(re.findall(r"<(?:br|img|hr|input|source)\b", html, re.IGNORECASE))
    return deepest - void


def _inside(body, element) -> bool:
    """Not taken out meanwhile, with what was around it."""
    return any(parent is body for parent in element.iterancestors())


# Links ---------------------------------------------------------------------------------------
def _lead_home(link, around: Surroundings) -> None:
    address = (link.get("href") or "").strip()
    if not address:
        return
    if document := around.document(address):
        _name_by_title(link, address, document)
        link.set("href", document.document)
        return
    if not around.is_own(address):
        return
    if home := around.links.get(address):
        link.set("href", home)
        return
    if address.startswith("/"):
        link.set("href", urljoin(around.base, address))
    path = address.partition("?")[0]
    if may_be_document(path):
        around.findings.documents_missing.append(link.get("href"))
    elif not PICTURE.search(path):
        around.findings.links_lost.append(link.get("href"))


# Documents -----------------------------------------------------------------------------------
def _name_by_title(link, address: str, document: Attached) -> None:
    """Words that are only the name of the file give way to what it is called."""
    words = link.text_content().strip()
    if document.title and words in (address, _file_name(address), ""):
        for child in list(link):
            link.remove(child)
        link.text = document.title


def _file_name(address: str) -> str:
    return unquote(urlsplit(address).path).rpartition("/")[2]


def _without_button(block, around: Surroundings) -> None:
    """WordPress puts a second link to the file, and a view of it, beside the first. Where the file
    is not here its words stay."""
    for inner in list(block.iter("a", "object")):
        again = inner.tag == "object" or "wp-block-file__button" in (inner.get("class") or "")
        if again and around.document(inner.get("href") or inner.get("data") or ""):
            inner.drop_tree()


def _make_link(recording, around: Surroundings) -> None:
    """A recording we have, as a paragraph with nothing but its link; what was said of it after."""
    address = recording.get("src") or next((s.get("src") for s in recording.iter("source")), "")
    document = around.document(address or "")
    if document is None:
        if address and around.is_own(address) and may_be_document(address.partition("?")[0]):
            around.findings.documents_missing.append(urljoin(around.base, address))
        return
    whole = recording.getparent() if recording.getparent().tag == "figure" else recording
    paragraph = lxml_html.Element("p")
    link = lxml_html.Element("a", {"href": document.document})
    link.text = document.title or _file_name(address)
    paragraph.append(link)
    said = whole.find("figcaption") if whole is not recording else None
    _replace(whole, paragraph)
    if said is not None and _words(said):
        said.tag, said.tail = "p", paragraph.tail
        paragraph.tail = None
        paragraph.addnext(said)


# Pictures ------------------------------------------------------------------------------------
def _found(image, around: Surroundings) -> Attached | None:
    number = _NUMBER.search(image.get("class") or "")
    foreign = number[1] if number else image.get("data-id") or ""
    found = around.picture(_source(image), foreign)
    return found if found and found.image else None


def _source(image) -> str:
    for name in ("src", "data-src", "data-lazy-src", "data-orig-file"):
        if (address := (image.get(name) or "").strip()) and not address.startswith("data:"):
            return address
    return ""


def _make_picture(image, around: Surroundings) -> None:
    found = _found(image, around)
    if not found:
        _leave(image, around)
        return
    alt = " ".join((image.get("alt") or "").split())
    if alt:
        around.findings.alts.setdefault(found.image, alt)
    whole, caption = _whole(image)
    figure = lxml_html.Element("figure", {"class": "image", "data-image-id": str(found.image)})
    if caption is not None:
        _move_words(caption, figure)
    _replace(whole, figure)


def _leave(image, around: Surroundings) -> None:
    """The sanitiser keeps its words and its address; the receipt names it."""
    address = _source(image)
    if not address:
        return
    if address.startswith("/") and around.base:
        address = urljoin(around.base, address)
    image.set("src", address)
    small = {image.get("width"), image.get("height")} & {"0", "1", "2"}
    if not small and "emoji" not in (image.get("class") or "") and "/smilies/" not in address:
        around.findings.pictures_missing.append(address)


def _whole(image):
    """What belongs to one picture alone, and its caption: a link, a figure, a captioned box."""
    whole, caption = image, None
    for parent in image.iterancestors():
        if len(list(parent.iter("img"))) > 1 or parent.tag in ("body", "td", "li", "blockquote"):
            break
        names = parent.get("class") or ""
        boxed = parent.tag in ("figure", "dl") or _CAPTIONED.search(names)
        if boxed:
            caption = _caption_of(parent)
            rest = _words(parent) - _words(caption)
            return (parent, caption) if rest <= 0 else (whole, None)
        if _words(parent) > 0 and parent.tag != "dt":
            break
        whole = parent if parent.tag in ("a", "p", "dt", "picture", "center", "span") else whole
        if parent.tag not in ("a", "p", "dt", "picture", "center", "span", "div"):
            break
    return whole, caption


def _caption_of(box):
    for inner in box.iter("figcaption", "p", "dd", "div"):
        if inner is box:
            continue
        if inner.tag == "figcaption" or _WORDS_OF_CAPTION.search(inner.get("class") or ""):
            return inner
    return None


def _words(element) -> int:
    return len("".join(element.itertext()).split()) if element is not None else 0


def _move_words(caption, figure) -> None:
    made = lxml_html.Element("figcaption")
    made.text = caption.text
    made.extend(list(caption))
    figure.append(made)


def _replace(element, figure) -> None:
    parent = element.getparent()
    figure.tail, element.tail = element.tail, None
    parent.replace(element, figure)


def _make_gallery(group, around: Surroundings) -> None:
    images = list(group.iter("img"))
    found = [one for image in images if (one := _found(image, around))]
    if len(found) < 2 or len(found) != len(images):
        return  # one by one, so that what is missing is told where it was
    for image, one in zip(images, found, strict=True):
        if alt := " ".join((image.get("alt") or "").split()):
            around.findings.alts.setdefault(one.image, alt)
    ids = ",".join(dict.fromkeys(str(one.image) for one in found))
    figure = lxml_html.Element("figure", {"class": "gallery", "data-image-ids": ids})
    said = [words for words in group.iter("figcaption") if (words.text_content() or "").strip()]
    own = next((words for words in said if words.getparent() is group), None)
    others = [" ".join(words.text_content().split()) for words in said if words is not own]
    if own is not None or others:
        made = lxml_html.Element("figcaption")
        if own is not None:
            made.text = own.text
            made.extend(list(own))
        if others:
            last = " ".join([*([" "] if own is not None else []), " · ".join(others)])
            if len(made):
                made[-1].tail = (made[-1].tail or "") + last
            else:
                made.text = (made.text or "") + last
        figure.append(made)
    _replace(group, figure)


def _show_verse(body) -> None:
    """A poem is text whose lines end where they end, not code."""
    for verse in list(body.iter("pre")):
        if "wp-block-verse" not in (verse.get("class") or ""):
            continue
        verse.tag = "p"
        for element in [verse, *verse.iter()]:
            _break_lines(element, verse)


def _break_lines(element, verse) -> None:
    lines = (element.text or "").split("\n")
    element.text = lines[0]
    for place, line in enumerate(lines[1:]):
        mark = lxml_html.Element("br")
        mark.tail = line
        element.insert(place, mark)
    if element is verse or element.tail is None:
        return
    lines = element.tail.split("\n")
    element.tail = lines[0]
    after = element
    for line in lines[1:]:
        mark = lxml_html.Element("br")
        mark.tail = line
        after.addnext(mark)
        after = mark
