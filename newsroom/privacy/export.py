"""Everything the paper keeps about somebody, in one file they can read and programs can too."""

import io
import json
import zipfile

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from newsroom.privacy.holdings import all_holdings


def gather(person: User) -> dict[str, dict]:
    """By model: the title readers see, and the rows."""
    return {
        holding.model: {"title": str(holding.title), "rows": list(holding.rows(person))}
        for holding in all_holdings()
    }


def export(person: User) -> bytes:
    """A ZIP of data.json and of the same as a page."""
    found = gather(person)
    context = {"person": person, "found": found.values(), "made_at": timezone.localtime()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=2))
        archive.writestr("data.html", render_to_string("privacy/export.html", context))
    return buffer.getvalue()
