"""The pictures: stored once, then made in every size by two threads."""

from concurrent.futures import ThreadPoolExecutor

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from articles.actions.media import make_renditions, store_image
from articles.models import Image
from newsroom.demo.jobs import take_back
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import Paper

CREDIT = "Illustration: The Spanish Eye"
AT_ONCE = 2


def load_pictures(paper: Paper, ledger: Ledger, *, by) -> dict[str, int]:
    """Ids by name; a picture deleted since is left out."""
    for name, entry in paper.pictures.items():
        key = f"picture:{name}"
        if key not in ledger:
            with transaction.atomic():
                image = _store(paper, name, entry, by)
                ledger.add(key, image.pk)
                take_back("articles.tasks.render_image", "image_id", image.pk)
    ids = {name: ledger.id_of(f"picture:{name}") for name in paper.pictures}
    there = set(Image.objects.values_list("pk", flat=True))
    return {name: pk for name, pk in ids.items() if pk in there}


def _store(paper: Paper, name: str, entry: dict, by) -> Image:
    content = paper.picture_file(name).read_bytes()
    return store_image(
        SimpleUploadedFile(f"{name}.jpg", content, "image/jpeg"),
        by=by,
        alt=entry["alt"],
        caption=entry.get("caption", ""),
        credit=CREDIT,
        licence=Image.Licence.OWN,
        focal=tuple(entry["focal"]),
    )


class Workshop:
    """Makes the sizes while the stories are being written."""

    def __enter__(self):
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._waiting = []
        return self

    def begin(self, ids: list[int]) -> None:
        self._waiting = [self._pool.submit(_make, pk) for pk in ids]

    def finish(self) -> None:
        """Wait for the last; the first failure is raised."""
        for future in self._waiting:
            future.result()

    def __exit__(self, *failure):
        self._pool.shutdown(cancel_futures=True)


def _make(pk: int) -> None:
    try:
        make_renditions(pk)
    finally:
        connection.close()  # each thread has one of its own
