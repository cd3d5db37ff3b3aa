"""The documents of the demo paper, made when they are stored: a sheet of figures, and an hour's
signal of a radio station."""

import io
import math
import wave
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from articles.actions.filing import store_document
from articles.models import Document
from newsroom.demo.ledger import Ledger

TOWNS = [
    ("Torrevieja", 38), ("Benidorm", 31), ("Calpe", 29), ("Mijas", 27), ("Nerja", 26),
    ("Orihuela", 25), ("Marbella", 24), ("Denia", 23), ("Estepona", 22), ("Santa Pola", 21),
    ("Javea", 20),
]  # fmt: skip
RATE = 8000
# Two calls and an answer: notes in hertz, and how long each sounds.
CALL = [(523, 0.45), (659, 0.45), (784, 0.45), (659, 0.45), (523, 1.2)]


def figures() -> bytes:
    """One page, in the letters every reader of PDF brings along."""
    lines = ["BT /F2 20 Tf 72 760 Td (Holiday lets without a number) Tj"]
    lines += ["/F1 11 Tf 0 -26 Td (Share of listings in eleven towns, November. Counted by The) Tj"]
    lines += ["0 -15 Td (Spanish Eye in the public listings of three platforms.) Tj 0 -20 Td"]
    for town, share in TOWNS:
        lines.append(f"0 -18 Td ({town}) Tj 200 0 Td ({share} %) Tj -200 0 Td")
    page = "\n".join([*lines, "ET"]).encode("ascii")
    fonts = "/F1 5 0 R /F2 6 0 R"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        f"/Resources<</Font<<{fonts}>>>>>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    ]
    return _numbered(objects)


def _numbered(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = out.tell(), len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return out.getvalue()


def signal() -> bytes:
    """Five notes of a bell, each dying away: 8,000 points a second are enough for it."""
    points = bytearray()
    for pitch, seconds in CALL:
        for step in range(int(seconds * RATE)):
            at = step / RATE
            swing = math.sin(math.tau * pitch * at) + 0.4 * math.sin(math.tau * 2 * pitch * at)
            points.append(128 + round(70 * swing * math.exp(-3 * at)))
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(RATE)
        made.writeframes(bytes(points))
    return out.getvalue()


@dataclass(frozen=True)
class Made:
    title: str
    file: str
    content: Callable[[], bytes]


DOCUMENTS = {
    "holiday-lets": Made("Listings without a number, town by town", "holiday-lets.pdf", figures),
    "radio-signal": Made("The signal at one in the morning", "radio-signal.wav", signal),
}


def load_documents(ledger: Ledger, *, by) -> dict[str, str]:
    """Their addresses by name; one deleted since is left out."""
    for name, made in DOCUMENTS.items():
        if (key := f"document:{name}") not in ledger:
            with transaction.atomic():
                file = SimpleUploadedFile(made.file, made.content())
                ledger.add(key, store_document(file, by=by, title=made.title).pk)
    found = Document.objects.in_bulk([ledger.id_of(f"document:{name}") for name in DOCUMENTS])
    ids = {name: ledger.id_of(f"document:{name}") for name in DOCUMENTS}
    return {name: found[pk].get_absolute_url() for name, pk in ids.items() if pk in found}
