"""Ghost's cards as HTML. The same cards have other names and fields in Mobiledoc and in Lexical."""

from html import escape

from articles import embeds
from newsroom.moving.ghost.markdown import from_markdown


def card(name: str, given: dict) -> str:
    """What a card shows; one that nobody knows shows its words."""
    handler = CARDS.get(name.removeprefix("card-"))
    if handler:
        return handler(given)
    said = [
        given[key] for key in ("html", "heading", "text", "caption") if _is_text(given.get(key))
    ]
    return "".join(f"<p>{one}</p>" for one in said)


def _is_text(value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _get(given: dict, *names: str) -> str:
    return next((given[name] for name in names if _is_text(given.get(name))), "")


def _caption(given: dict) -> str:
    said = _get(given, "caption")
    return f"<figcaption>{said}</figcaption>" if said else ""


def _img(given: dict) -> str:
    src = _get(given, "src")
    return f'<img src="{escape(src)}" alt="{escape(_get(given, "alt"))}">' if src else ""


def _image(given: dict) -> str:
    image = _img(given)
    return f"<figure>{image}{_caption(given)}</figure>" if image else ""


def _gallery(given: dict) -> str:
    images = [one for one in given.get("images") or [] if isinstance(one, dict)]
    inner = "".join(f"<figure>{_img(one)}</figure>" for one in images)
    return f'<figure class="kg-gallery-card">{inner}{_caption(given)}</figure>'


def _embed(given: dict) -> str:
    address = _get(given, "url")
    if not address:
        return _get(given, "html")
    link = f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
    return (
        f"<figure><p>{escape(address)}</p>{_caption(given)}</figure>" if _plays(address) else link
    )


def _plays(address: str) -> bool:
    return embeds.find(address) is not None


def _bookmark(given: dict) -> str:
    about = given.get("metadata") if isinstance(given.get("metadata"), dict) else {}
    address = _get(given, "url")
    title = _get(about, "title") or _get(given, "title") or address
    words = _get(about, "description") or _get(given, "description")
    said = f"<br>{escape(words)}" if words else ""
    return f'<p><a href="{escape(address)}">{escape(title)}</a>{said}</p>{_words(given, "caption")}'


def _words(given: dict, *names: str) -> str:
    said = _get(given, *names)
    return f"<p>{said}</p>" if said else ""


def _file(given: dict) -> str:
    address = _get(given, "src", "fileSrc", "url")
    name = _get(given, "title", "fileTitle", "fileName") or address
    said = _words(given, "fileCaption", "caption")
    return f'<p><a href="{escape(address)}">{escape(name)}</a></p>{said}' if address else said


def _callout(given: dict) -> str:
    words = _get(given, "calloutText", "text")
    return f'<aside class="factbox"><p>{words}</p></aside>' if words else ""


def _toggle(given: dict) -> str:
    return f"<h3>{_get(given, 'heading')}</h3>{_get(given, 'content')}"


def _button(given: dict) -> str:
    address, words = _get(given, "buttonUrl", "url"), _get(given, "buttonText", "text")
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>' if address else ""


def _code(given: dict) -> str:
    said = _get(given, "code")
    return f"<pre><code>{escape(said, quote=False)}</code></pre>{_words(given, 'caption')}"


def _header(given: dict) -> str:
    title, below = _get(given, "header"), _get(given, "subheader")
    return (f"<h2>{title}</h2>" if title else "") + (f"<p>{below}</p>" if below else "")


def _product(given: dict) -> str:
    title, words = _get(given, "productTitle"), _get(given, "productDescription")
    button = {"url": _get(given, "productUrl"), "text": _get(given, "productButton")}
    return f"<h3>{title}</h3>{words}{_button(button)}"


CARDS = {
    "image": _image,
    "gallery": _gallery,
    "embed": _embed,
    "bookmark": _bookmark,
    "html": lambda given: _get(given, "html"),
    "email": lambda given: "",  # shown in letters alone
    "email-cta": lambda given: "",
    "markdown": lambda given: from_markdown(_get(given, "markdown")),
    "hr": lambda given: "<hr>",
    "horizontalrule": lambda given: "<hr>",
    "code": _code,
    "codeblock": _code,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "video": _file,
    "audio": _file,
    "file": _file,
    "header": _header,
    "product": _product,
    "paywall": lambda given: "",
    "signup": lambda given: "",
}
