"""An issue before it goes: as a test, as mail, as any reader would get it."""

import re
from email.parser import BytesParser
from email.policy import SMTP

from django.core import mail
from django.utils import timezone

from newsletter.models import Issue, IssueStory, Newsletter, Subscriber, Subscription
from newsletter.rendering import READER_KEY
from newsroom.reading.models import Follow
from tests.factories import ArticleFactory, ImageFactory
from tests.newsletter.an_issue import ready, typed, url


def test_a_test_goes_to_oneself_and_its_links_lead_nowhere(desk, issue, editor, letter):
    letter.sender_name, letter.reply_to = "The desk, Madrid", "desk@example.com"
    letter.save()
    issue = ready(issue, editor)

    desk.post(url("change", issue), typed(issue, ArticleFactory(live=True), _test=""))

    message = mail.outbox[0]
    assert message.to == [editor.email]
    assert message.subject == "Test: What happened"
    assert message.from_email == '"The desk, Madrid" <newsroom@localhost>'
    assert message.reply_to == ["desk@example.com"]
    assert READER_KEY not in message.message().as_string()
    assert f"/newsletter/leave/{'0' * 32}/sunday/" in message.body
    assert issue.log.filter(event="test", note=editor.email).exists()


def test_a_mail_parses_without_a_fault_and_has_all_its_parts(desk, issue, editor, letter):
    letter.sender_name = "Redacción «Mañana»"
    letter.save()
    story = ArticleFactory(
        live=True, headline="Ñandú, “año” & <b>", lead_image=ImageFactory(ready=True)
    )
    desk.post(url("change", issue), typed(issue, story, subject="Año nuevo ☀", _test=""))

    raw = mail.outbox[0].message().as_bytes(policy=SMTP)
    parsed = BytesParser(policy=SMTP.clone(raise_on_defect=True)).parsebytes(raw)

    assert parsed["Subject"] == "Test: Año nuevo ☀"
    assert parsed["From"].addresses[0].display_name == "Redacción «Mañana»"
    assert parsed["Message-ID"].endswith("@localhost>")
    assert parsed.get_content_type() == "multipart/alternative"
    text, html = parsed.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "Ñandú, “año” & <b>" in text.get_content()
    assert "Ñandú, “año” &amp; &lt;b&gt;" in html.get_content()
    assert "<style>@media" in html.get_content().replace("\n", "")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert len(raw) < 100_000
    pictures = re.findall(r"<img[^>]*>", html.get_content())
    assert len(pictures) == 2
    assert all('alt="' in p and 'src="http://testserver/' in p for p in pictures)


def test_a_test_goes_to_an_address(desk, issue, editor):
    issue = ready(issue, editor)

    desk.post(url("test", issue), {"to": "publisher@example.com"})
    desk.post(url("test", issue), {"to": "nonsense"})

    assert [m.to for m in mail.outbox] == [["publisher@example.com"]]


def test_the_frame_of_the_mail_has_styles_and_no_script(desk, issue, editor):
    issue = ready(issue, editor)

    answer = desk.get(url("mail", issue))
    dark = desk.get(url("mail", issue) + "?dark=1")

    policy = answer["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "@media not all" in answer.text
    assert "@media all" in dark.text
    assert READER_KEY not in answer.text
    page = desk.get(url("look", issue))
    assert 'sandbox=""' in page.text
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_the_preview_is_what_that_reader_would_get(desk, editor):
    own = Newsletter.objects.create(name="Yours", slug="yours", personal=True, rhythm="daily")
    one, other = ArticleFactory(live=True), ArticleFactory(live=True)
    issue = Issue.objects.create(newsletter=own, edition="e", automatic=True, rhythm="daily")
    for story in (one, other):
        IssueStory.objects.create(issue=issue, article=story)
    now = timezone.now()
    ana = Subscriber.objects.create(email="ana@example.com")
    Subscription.objects.create(subscriber=ana, newsletter=own, asked_at=now, confirmed_at=now)
    Follow.objects.create(subscriber=ana, section=one.section)
    Subscriber.objects.create(email="bea@example.com")

    hers = desk.get(url("look", issue), {"reader": "Ana@example.com", "view": "text"})
    frame = desk.get(url("mail", issue), {"reader": ana.pk})
    none = desk.get(url("look", issue), {"reader": "bea@example.com", "view": "text"})
    unknown = desk.get(url("look", issue), {"reader": "who@example.com"})
    new = desk.get(url("look", issue), {"view": "text"})

    for page in (hers, frame):
        assert one.headline in page.text
        assert other.headline not in page.text
    assert "bea@example.com gets no copy" in none.text
    assert "Nobody with the address who@example.com" in unknown.text
    assert one.headline in new.text
    assert other.headline in new.text
