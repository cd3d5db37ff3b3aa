"""Demo sign-ins, members who comment, and bylines."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts.models import User
from articles.models import Author
from articles.models.author import AuthorLink
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import Paper

# Username, name others see, role.
SIGN_INS = (
    ("editor", "Hester Quillan", "Editor"),
    ("reporter", "Rafa Montellano", "Reporter"),
    ("administrator", "Teodora Vance", "Administrator"),
    ("member", "Mina Orchard", None),
)


def load_sign_ins(ledger: Ledger) -> dict[str, User]:
    """By username; None for one that was removed since."""
    if not Group.objects.filter(name="Administrator").exists():
        call_command("sync_roles")
    for username, name, role in SIGN_INS:
        key = f"person:{username}"
        if key in ledger:
            continue
        user = make_person(username, name, username=username, password=settings.DEMO_PASSWORD)
        if role:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            user.groups.add(Group.objects.get(name=role))
        ledger.add(key, user.pk)
    return {name: _found(User, ledger.id_of(f"person:{name}")) for name, _, _ in SIGN_INS}


def keep_password() -> None:
    """The sign-ins have the password that `make run` prints, also when it was another before."""
    ledger = Ledger()
    found = [_found(User, ledger.id_of(f"person:{username}")) for username, _, _ in SIGN_INS]
    people = [person for person in found if person]
    # Checking takes half a second, so one stands for all.
    if not people or people[0].check_password(settings.DEMO_PASSWORD):
        return
    for person in people:
        person.set_password(settings.DEMO_PASSWORD)
        person.save(update_fields=["password"])


def load_members(paper: Paper, ledger: Ledger) -> dict[str, User]:
    """Those who write the demo comments. They have no password and cannot sign in."""
    for handle, name in paper.members.items():
        key = f"person:{handle}"
        if key not in ledger:
            ledger.add(key, make_person(handle, name).pk)
    return {handle: _found(User, ledger.id_of(f"person:{handle}")) for handle in paper.members}


def load_authors(paper: Paper, ledger: Ledger, sign_ins: dict[str, User]) -> dict[str, Author]:
    """By the slug the files use; an author deleted since is left out."""
    for entry in paper.authors:
        key = f"author:{entry['slug']}"
        if key in ledger:
            continue
        fields = {name: entry.get(name, "") for name in ("name", "role", "bio", "email")}
        account = sign_ins.get(entry.get("account", ""))
        author, made = Author.objects.get_or_create(
            slug=entry["slug"], defaults={**fields, "account": account}
        )
        if made:
            for order, (label, url) in enumerate(entry.get("links", {}).items()):
                AuthorLink.objects.create(author=author, label=label, url=url, order=order)
        ledger.add(key, author.pk)
    found = {e["slug"]: _found(Author, ledger.id_of(f"author:{e['slug']}")) for e in paper.authors}
    return {slug: author for slug, author in found.items() if author}


def make_person(handle: str, name: str, *, username=None, password=None) -> User:
    """Their address is confirmed; without a password they cannot sign in."""
    email = f"{handle}@example.com"
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(
            email=email, password=password, username=username, display_name=name
        )
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


def _found(model, pk):
    return model.objects.filter(pk=pk).first() if pk else None
