"""The buttons of the writing page: which there are, for whom, and the action behind each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from articles import gate
from articles.actions import publishing, releasing
from articles.admin.states import state_of
from articles.models import Article
from articles.policy import may_backdate, may_pass, may_publish, may_sign_off

Status = Article.Status


@dataclass(frozen=True)
class Step:
    """A button: the name it is sent under, who may press it, in which states, what it does
    after saving. One that saves in its own way, as ArticleAdmin knows, does nothing after it."""

    name: str
    allowed: Callable
    states: frozenset[str]
    run: Callable | None = None


def state(story: Article) -> str:
    """What the buttons go by: a story that was updated is live."""
    kind = state_of(story)[0]
    return "live" if kind == "updated" else kind


def _anybody(user) -> bool:
    return True


def _publish(story, user, data):
    publishing.publish(story, by=user, override=data.get("override", ""))


def _schedule(story, user, data):
    at = data.get("publish_at")
    if at is None:
        raise ValidationError(gettext("Say on which day and at what time the story goes live."))
    if at <= timezone.now():
        raise ValidationError(gettext("That time has passed. Choose a later one, or publish now."))
    publishing.publish(story, by=user, at=at, override=data.get("override", ""))


def _move(story, user, data):
    if not data.get("new_slug"):
        raise ValidationError(gettext("Write the new address."))
    publishing.change_address(story, slug=data["new_slug"], by=user)


def _backdate(story, user, data):
    at = data.get("new_date")
    if at is None:
        raise ValidationError(gettext("Say on which day and at what time it was first published."))
    publishing.backdate(story, at=at, reason=data.get("reason", ""), by=user)


def _sign_off(story, user, data):
    """The words just saved are those on the screen."""
    head = Article.objects.get(pk=story.pk)
    releasing.sign_off(head, text=gate.digest(head), by=user, note=data.get("note", ""))


def _noted(action):
    return lambda story, user, data: action(story, by=user, note=data.get("note", ""))


BEFORE_READERS = frozenset({"draft", "review", "ready", "scheduled"})
STEPS = {
    step.name: step
    for step in [
        Step(
            "_submit",
            _anybody,
            frozenset({"draft"}),
            lambda story, user, data: publishing.submit(story, by=user),
        ),
        Step("_publish", may_publish, BEFORE_READERS, _publish),
        Step("_schedule", may_publish, BEFORE_READERS, _schedule),
        Step("_again", may_publish, frozenset({"withdrawn"}), _publish),
        Step(
            "_return",
            may_pass,
            frozenset({"review", "ready"}),
            _noted(publishing.return_to_writer),
        ),
        Step(
            "_redraft",
            may_publish,
            frozenset({"withdrawn"}),
            _noted(publishing.return_to_writer),
        ),
        Step(
            "_ready",
            may_pass,
            frozenset({"review"}),
            lambda story, user, data: publishing.make_ready(story, by=user),
        ),
        Step(
            "_unschedule",
            may_publish,
            frozenset({"scheduled"}),
            lambda story, user, data: publishing.unschedule(story, by=user),
        ),
        Step("_withdraw", may_publish, frozenset({"live"}), _noted(publishing.withdraw)),
        Step(
            "_legal",
            may_sign_off,
            BEFORE_READERS | {"live", "withdrawn"},
            _sign_off,
        ),
        Step("_plan", may_publish, frozenset({"live"})),
        Step("_move", may_publish, frozenset({"live", "withdrawn"}), _move),
        Step("_backdate", may_backdate, frozenset({"live"}), _backdate),
    ]
}


def wanted(data, user) -> Step | None:
    """The button that was pressed. Who may not press it is refused before anything is written."""
    for name, step in STEPS.items():
        if name in data:
            if not step.allowed(user):
                raise PermissionDenied
            return step
    return None


def take(step: Step, story: Article, user, data) -> None:
    """Run the action, unless the story has meanwhile become something else."""
    if state(story) not in step.states:
        raise ValidationError(
            gettext("The story is saved. It is “%(state)s” now, so this button does not apply."),
            params={"state": state_of(story)[1]},
        )
    if step.run:
        step.run(story, user, data)


def offered(story: Article, user) -> set[str]:
    """Names of the buttons this person sees now, without the underscore."""
    if not story.pk:
        return {"submit"} | ({"publish", "schedule"} if may_publish(user) else set())
    now = state(story)
    return {s.name[1:] for s in STEPS.values() if now in s.states and s.allowed(user)}
