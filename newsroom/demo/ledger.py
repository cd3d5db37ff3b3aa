"""Which parts of the demo paper are in the database already."""

from newsroom.demo.models import Loaded

WHOLE = "whole paper"


class Ledger:
    """The rows of Loaded, read once; a key is added when its thing is stored."""

    def __init__(self):
        self._ids = dict(Loaded.objects.values_list("key", "object_id"))

    def __contains__(self, key: str) -> bool:
        return key in self._ids

    def id_of(self, key: str) -> int | None:
        return self._ids.get(key)

    def add(self, key: str, object_id: int) -> None:
        Loaded.objects.create(key=key, object_id=object_id)
        self._ids[key] = object_id
