"""Which pictures look alike, by a fingerprint: 64 bits, each which of two neighbours is lighter.

Two fingerprints that differ in at most four bits agree in one of five bands whole, so those worth
comparing are found by an index.
"""

from itertools import pairwise

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value
from PIL import Image as Pixels

from articles.models import Image

FARTHEST = 4
ACROSS, DOWN, BITS = 8, 8, 64
BANDS = FARTHEST + 1
WIDTH = 13  # bits of a band; the last has twelve
TOO_PLAIN = 6  # so few lighter or darker neighbours: a plain ground is like any other


def fingerprint(pixels: Pixels.Image) -> int | None:
    """As a signed number, which is what a column holds; None of a picture with nothing to tell."""
    grey = pixels.convert("L").resize((ACROSS + 1, DOWN), Pixels.Resampling.LANCZOS)
    points = list(grey.get_flattened_data())
    rows = [points[start : start + ACROSS + 1] for start in range(0, len(points), ACROSS + 1)]
    lighter = [left > right for row in rows for left, right in pairwise(row)]
    if not TOO_PLAIN <= sum(lighter) <= BITS - TOO_PLAIN:
        return None
    number = sum(bit << place for place, bit in enumerate(lighter))
    return number - (1 << BITS) if number >> (BITS - 1) else number


def bands(number: int | None) -> list[int]:
    """Each band with its place in front, so that all of them are words of one index."""
    if number is None:
        return []
    mask = (1 << WIDTH) - 1
    whole = number % (1 << BITS)
    return [place << WIDTH | whole >> (place * WIDTH) & mask for place in range(BANDS)]


def known_like(image: Image) -> QuerySet[Image]:
    """The same file, or nearly the same picture, taken in before; what is most like it first."""
    same = Q(digest=image.digest)
    if image.uploaded_digest:
        same |= Q(uploaded_digest=image.uploaded_digest)
    others = Image.objects.exclude(pk=image.pk)
    if image.fingerprint is None:
        return others.filter(same).order_by("pk")
    apart = Func(
        F("fingerprint"),
        Value(image.fingerprint),
        template="bit_count((%(expressions)s)::bit(64))",
        arg_joiner=" # ",
        output_field=IntegerField(),
    )
    near = Q(bands__overlap=bands(image.fingerprint), apart__lte=FARTHEST)
    return others.annotate(apart=apart).filter(same | near).order_by("apart", "pk")
