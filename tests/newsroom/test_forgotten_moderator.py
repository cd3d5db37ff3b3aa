"""The paper keeps the record of its own work; who did it is forgotten when they ask for it."""

import pytest
from django.core import mail
from django.utils import timezone

from comments.models import Comment, Sanction
from newsroom.privacy.actions.erasing import erase_due
from newsroom.privacy.models import ErasureRequest
from tests.factories import PASSWORD, CommentFactory, UserFactory
from tests.newsroom.traces import EMAIL, NAME, traces

pytestmark = pytest.mark.django_db


def test_who_kept_the_talk_civil_is_named_nowhere_in_what_they_did(client, run_jobs):
    person = UserFactory(email=EMAIL, username="quiteria", display_name=NAME, role="Editor")
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    queue, said = "/admin/comments/comment/", [CommentFactory() for _ in range(4)]
    seen = [f"{comment.pk}:{comment.version}" for comment in said]
    client.post(f"{queue}decide/", {"hold": seen[0]})
    client.post(f"{queue}claim/", {"comment": said[0].pk})
    client.post(f"{queue}decide/", {"reject": seen[1], "why": "abuse"})
    client.post(f"{queue}highlight/", {"comment": said[2].pk, "on": ""})
    client.post(f"{queue}story/{said[2].article_id}/", {"hold_all": "on"})
    client.post(f"{queue}member/{said[3].author_id}/sanction/", {"kind": "ban", "reason": "Spam"})
    client.post("/admin/comments/ruleset/copy/")
    run_jobs()
    mail.outbox.clear()
    assert Comment.objects.filter(status="held", claimed_by=person).exists()
    assert Sanction.objects.get().by == person

    ErasureRequest.objects.create(person=person, due_at=timezone.now(), keep_comments=True)
    assert erase_due() == 1

    assert traces() == []
