"""Plain links that share a story: nobody's script, no counts, the canonical address."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from articles.metadata import absolute
from articles.models import Article


@dataclass(frozen=True)
class ShareLink:
    icon: str
    name: str
    url: str


def share_links(article: Article) -> list[ShareLink]:
    address = absolute(article.get_absolute_url())
    title = article.title_when_shared
    letter = {"subject": article.title_in_email, "body": f"{title}\n{address}"}
    mail = urlencode(letter, quote_via=quote)
    facebook = urlencode({"u": address})
    x = urlencode({"text": title, "url": address})
    whatsapp = urlencode({"text": f"{title} {address}"})
    return [
        ShareLink("facebook", "Facebook", f"https://www.facebook.com/sharer/sharer.php?{facebook}"),
        ShareLink("x", "X", f"https://x.com/intent/post?{x}"),
        ShareLink("whatsapp", "WhatsApp", f"https://wa.me/?{whatsapp}"),
        ShareLink("mail", _("Email"), f"mailto:?{mail}"),
    ]
