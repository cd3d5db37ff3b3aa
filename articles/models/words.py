from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class PublicWords(Func):
    """What a search row holds of the parts everybody may read: all weights but the last."""

    template = "ts_filter(%(expressions)s, '{a,b,c}')"
    output_field = SearchVectorField()
