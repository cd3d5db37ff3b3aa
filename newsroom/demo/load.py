"""Puts the demo paper into the database, once."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from django.db import transaction

from articles.actions.media import unfinished
from articles.models import Image
from newsroom.demo.company import keep_company
from newsroom.demo.conversation import hold_conversation
from newsroom.demo.documents import load_documents
from newsroom.demo.edition import Edition
from newsroom.demo.front import pin_stories
from newsroom.demo.furniture import load_furniture
from newsroom.demo.illustrations import Workshop, load_pictures
from newsroom.demo.issues import load_issues
from newsroom.demo.ledger import WHOLE, Ledger
from newsroom.demo.people import load_authors, load_members, load_sign_ins
from newsroom.demo.promos import load_promos
from newsroom.demo.read import FOLDER, read_paper
from newsroom.demo.readership import count_readers, load_comments


def was_loaded() -> bool:
    return WHOLE in Ledger()


def load(
    folder: Path = FOLDER, *, renditions: bool = True, say: Callable[[str], None] = print
) -> None:
    """Load what is not there yet. A load that was cut short goes on where it stopped.

    With `renditions` it ends when every size of every picture is there.
    """
    began = time.monotonic()
    paper = read_paper(folder)
    ledger = Ledger()
    with transaction.atomic():
        sign_ins = load_sign_ins(ledger)
        authors = load_authors(paper, ledger, sign_ins)
        sections = load_furniture(paper, ledger)
    say(f"Sections, pages, menus and {len(authors)} authors are in place.")
    pictures = load_pictures(paper, ledger, by=sign_ins.get("editor"))
    documents = load_documents(ledger, by=sign_ins.get("editor"))
    say(f"{len(pictures)} pictures and {len(documents)} documents are stored.")
    with Workshop() if renditions else nullcontext() as workshop:
        if workshop:
            workshop.begin(unfinished(Image.objects.filter(pk__in=pictures.values())))
        with transaction.atomic():
            edition = Edition(
                paper,
                ledger,
                sections=sections,
                authors=authors,
                pictures=pictures,
                documents=documents,
                sign_ins=sign_ins,
            )
            made = edition.load()
            keep_company(ledger, edition)
            views = count_readers(edition, made)
            pin_stories(ledger, edition)
            load_promos(ledger)
            members = load_members(paper, ledger)
            said = load_comments(paper, ledger, edition, members)
            said += hold_conversation(paper, ledger, edition, {**members, **sign_ins})
        say(f"{len(made)} stories, {said} comments and {views} views were added.")
        if workshop:
            workshop.finish()
            say("Every picture is ready in every size.")
        with transaction.atomic():  # now that there are pictures to send
            load_issues(ledger, edition)
    if WHOLE not in ledger:
        ledger.add(WHOLE, 0)
    say(f"The demo paper is ready ({time.monotonic() - began:.0f} s).")
