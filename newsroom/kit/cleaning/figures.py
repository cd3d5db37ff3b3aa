"""Pictures and embeds met on the walk: ours are kept, others leave their words and address."""

from django.utils.translation import gettext
from lxml.html import HtmlElement

from newsroom.kit.cleaning import blocks as b
from newsroom.kit.cleaning.addresses import web_address
from newsroom.kit.cleaning.blocks import Block
from newsroom.kit.cleaning.runs import Line, Run, add_mark, one_line, to_text

POSTS = {"twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "fb-post"}


class Figures:
    """The part of `newsroom.kit.cleaning.flow.Flow` that deals with what is not text."""

    def on_figure(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        if self.own_figure(element):
            return
        captions = [child for child in element if child.tag == "figcaption"]
        nested = element.find(".//figure") is not None
        outer, self.caption = self.caption, []
        words = one_line([run for child in captions for run in [*self.line(child), Run(" ")]])
        if not nested:
            self.caption = words
        already = len(self.blocks)
        for child in [*captions]:
            # The tail is text of the figure itself and stays.
            child.clear(keep_tail=True)
        self.children(element, marks)
        self.flush()
        left = words if nested else self.caption
        self.caption = outer
        if left:
            self.caption_of(self.blocks[already:], left)

    def caption_of(self, made: list[Block], words: Line) -> None:
        """Give a caption nobody took to the one block it stood under, or a paragraph."""
        last = made[-1] if len(made) == 1 else None
        if last and last.is_embed and not last.inner:
            last.inner = f"<figcaption>{b.to_html(words)}</figcaption>"
        elif last and last.tag == "blockquote" and "<footer>" not in last.inner:
            last.inner += f"<footer>{b.to_html(words)}</footer>"
        else:
            self.add(b.paragraph(words))

    def own_figure(self, element: HtmlElement) -> bool:
        kind = next(iter((element.get("class") or "").split()), "")
        caption = element.find("figcaption")
        words = self.line(caption) if caption is not None else []
        made = None
        if kind == "image" and b.ROW_ID.match(element.get("data-image-id") or ""):
            made = b.figure("image", words, image_id=element.get("data-image-id"))
        elif kind == "gallery":
            ids = [n.strip() for n in (element.get("data-image-ids") or "").split(",")]
            ids = list(dict.fromkeys(n for n in ids if b.ROW_ID.match(n)))[:100]
            made = b.figure("gallery", words, image_ids=",".join(ids)) if ids else None
        elif kind == "embed":
            made = self.own_embed(element, words)
        elif kind == "story" and b.ROW_ID.match(element.get("data-story-id") or ""):
            # It has no words of its own: what somebody wrote there follows it.
            made = b.figure("story", [], story_id=element.get("data-story-id"))
            if words:
                self.moved.append(b.paragraph(words))
        if made:
            self.place(made)
        return made is not None

    def own_embed(self, element: HtmlElement, words: Line) -> Block | None:
        address = web_address(element.get("data-address"))
        if not address:
            return None
        if made := self.embed(address, words):
            return made
        if self.recognise:
            # Somebody wrote the mark-up by hand: what is not a known address becomes a link.
            link = [Run(address, (("a", address),))]
            made = b.paragraph(link)
            if words:
                self.moved.append(b.paragraph(words))
            return made
        provider = element.get("data-provider") or ""
        if b.PROVIDER.match(provider):
            return b.figure("embed", words, provider=provider, address=address)
        return None

    def embed(self, address: str, words: Line) -> Block | None:
        found = self.recognise(address) if self.recognise else None
        return b.figure("embed", words, provider=found[0], address=found[1]) if found else None

    def bare_address(self, line: Line) -> Block | None:
        """An address alone in its paragraph is shown as what it points to, where that is known."""
        if self.inside != "page" or len(line) != 1 or line[0].marks or " " in line[0].text:
            return None
        address = web_address(line[0].text)
        return self.embed(address, []) if address else None

    def social_post(self, element: HtmlElement) -> bool:
        """The quotation X, Instagram and TikTok give out: their script would make it a frame."""
        if not self.recognise or not POSTS & set((element.get("class") or "").split()):
            return False
        names = ("data-instgrm-permalink", "data-href", "cite")
        addresses = [element.get(name) for name in names]
        addresses += [link.get("href") for link in reversed(element.findall(".//a"))]
        for address in filter(None, map(web_address, addresses)):
            if made := self.embed(address, self.line(element)):
                self.place(made)
                return True
        return False

    def media(self, element: HtmlElement, marks: tuple) -> None:
        """A frame or player of another site: an embed of ours, or a link to it."""
        address = media_address(element)
        if not address:
            if element.tag == "object":
                self.children(element, marks)
            return
        if made := self.embed(address, self.caption):
            self.caption = []
            if self.inside != "line":
                self.flush()
            self.place(made)
            return
        title = " ".join((element.get("title") or element.get("aria-label") or "").split())
        link = Run(title or shortened(address), add_mark(marks, "a", address))
        if self.inside in ("page", "quote", "box"):
            self.flush()
            self.add(b.paragraph(one_line([link])))
        else:
            self.runs += [Run(" "), link, Run(" ")]

    def picture(self, element: HtmlElement, marks: tuple) -> None:
        """No picture is stored by its address: its words stay, and a way to fetch it."""
        alt = " ".join((element.get("alt") or "").split())
        if is_emoji(element, alt):
            self.text(alt, marks)
            return
        if is_speck(element):
            return
        words, self.caption = self.caption, []
        address = next((mark[1] for mark in marks if mark[0] == "a"), None)
        line = placeholder(alt, words, address or picture_address(element))
        if self.inside not in ("page", "quote", "box"):
            self.runs += [Run(" "), *line, Run(" ")]
        elif to_text(self.runs).strip():
            # In the middle of a sentence: the sentence first.
            self.after.append(line)
        else:
            self.runs = []
            self.add(b.paragraph(line))


def placeholder(alt: str, words: Line, address: str | None) -> Line:
    said = to_text(words)
    parts: Line = []
    if alt and alt.casefold() != said.casefold():
        parts.append(Run(alt))
    if words:
        parts += [Run(" – "), *words] if parts else list(words)
    name = Run(gettext("Picture"), (("a", address),) if address else ())
    return one_line([Run("["), name, *([Run(": "), *parts] if parts else []), Run("]")])


def shortened(address: str) -> str:
    words = address.split("://", 1)[1]
    return words if len(words) <= 70 else f"{words[:69]}…"


def picture_address(element: HtmlElement) -> str | None:
    return web_address(element.get("src") or element.get("data-src"))


def is_emoji(element: HtmlElement, alt: str) -> bool:
    """Sites draw emoji as small pictures; their alternative text is the character itself."""
    if not alt or len(alt) > 12 or any(c.isalnum() and ord(c) < 0x2000 for c in alt):
        return False
    return ord(max(alt)) > 0x2000 or "emoji" in (element.get("class") or "")


def is_speck(element: HtmlElement) -> bool:
    """Counting pixels and spacers."""
    sizes = [element.get("width"), element.get("height")]
    return any(size is not None and size.rstrip("px") in ("0", "1", "2") for size in sizes)


def media_address(element: HtmlElement) -> str | None:
    """Where a frame or player gets its content from."""
    found = [element.get(name) for name in ("src", "data", "data-src", "data-lazy-src", "data-url")]
    for child in element.iter("source", "param", "embed", "iframe"):
        if child.tag == "param" and (child.get("name") or "").lower() not in ("movie", "src"):
            continue
        found += [child.get("src"), child.get("value")]
    return next(filter(None, map(web_address, found)), None)
