"""The newsletters a reader may join, as every page shows them."""

from newsletter.models import Newsletter
from newsroom.kit.brief import Brief

# In the part under stories and at the foot; the page of newsletters shows all.
IN_A_BAND = 3


def _read() -> list[Newsletter]:
    return list(Newsletter.objects.open())


offers = Brief(_read)
forget = offers.forget
