"""What a form said when somebody agreed: kept with their yes, word for word."""

from newsletter.models import Newsletter
from newsletter.rhythm import often
from newsroom.site.chrome import chrome


def texts(newsletters: list[Newsletter]) -> dict[int, str]:
    """By newsletter: its name, its promise, how often it comes; then what stood over the form."""
    site = chrome().site
    over = f"{site.newsletter_heading}: {site.newsletter_promise}"
    return {n.pk: f"{n.name} ({often(n)}). {n.promise} | {over}" for n in newsletters}
