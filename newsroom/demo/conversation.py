"""The talk under the stories, through the paper's own rules, and what the moderators did so far."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.actions.moderation import approve, feature, remove
from comments.actions.people import appeal, sanction
from comments.actions.posting import post_comment
from comments.actions.responding import recommend, report
from comments.models import Comment, Rule, RuleSet
from comments.rules.standard import STANDARD
from newsroom.demo.edition import Edition
from newsroom.demo.ledger import Ledger
from newsroom.demo.people import make_person
from newsroom.demo.read import Paper

DONE = "conversation"
MODERATOR = ("moderator", "Noor Haddad")


def hold_conversation(
    paper: Paper, ledger: Ledger, edition: Edition, known: dict[str, User | None]
) -> int:
    """All of it once, by those who are still there; how many comments it made."""
    if DONE in ledger:
        return 0
    _switch_rules_on(paper.conversation["words"])
    people = {name: person for name, person in known.items() if person}
    for handle, name in paper.conversation["newcomers"].items():
        people[handle] = make_person(handle, name)
    moderator = _moderator()
    articles, said = edition.articles(), {}
    for entry in paper.conversation["said"]:
        article, person = articles.get(entry["story"]), people.get(entry["member"])
        if article and person and ("to" not in entry or entry["to"] in said):
            comment = _say(entry, article, person, said)
            said[entry.get("key", comment.pk)] = comment
            _answer(entry, comment, people, moderator)
    _judge(paper.conversation["sanctions"], people, moderator)
    ledger.add(DONE, moderator.pk)
    return len(said)


def _switch_rules_on(words: str) -> None:
    """The standard rules with a list of words; not over those somebody has made."""
    if RuleSet.objects.exists():
        return
    now = timezone.now()
    rules = RuleSet.objects.create(name="Rules of the paper", status="live", live_at=now)
    for line in STANDARD:
        own = {"words": words.strip()} if line["kind"] == Rule.Kind.WORDS else {}
        Rule.objects.create(rules=rules, **{**line, **own})


def _moderator() -> User:
    """Has decided what can be appealed against, so that the demo's editor may answer."""
    person = make_person(*MODERATOR)
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    person.groups.add(Group.objects.get(name="Moderator"))
    return person


def _say(entry: dict, article: Article, person: User, said: dict) -> Comment:
    comment = post_comment(article, by=person, text=entry["text"], to=said.get(entry.get("to")))
    # The time of posting is written by itself on creation.
    comment.posted_at = timezone.now() - timedelta(minutes=entry["minutes_ago"])
    comment.save(update_fields=["posted_at"])
    return comment


def _answer(entry: dict, comment: Comment, people: dict, moderator: User) -> None:
    """What others made of it."""
    if entry.get("approved"):
        comment = approve(comment, by=moderator)
    for name in entry.get("recommended_by", []):
        if name in people:
            recommend(comment, by=people[name])
    for told in entry.get("reported_by", []):
        if told["member"] in people:
            report(comment, by=people[told["member"]], reason=told["reason"], note=told["note"])
    if entry.get("highlighted"):
        feature(comment, by=moderator, on=True)
    if removed := entry.get("removed"):
        gone = remove(comment, by=moderator, **removed)
        if words := entry.get("appeal"):
            appeal(by=comment.author, text=words, about=gone)


def _judge(sanctions: list[dict], people: dict, moderator: User) -> None:
    for given in sanctions:
        if person := people.get(given["member"]):
            days = given.get("days")
            until = timezone.now() + timedelta(days=days) if days else None
            sanction(person, given["kind"], by=moderator, reason=given["reason"], until=until)
