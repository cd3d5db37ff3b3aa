"""Lists of other programs: understood before anything is written, nothing lost, nobody woken."""

import io
import tracemalloc
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from newsletter.actions import importing
from newsletter.actions.importing import List, look, take_in
from newsletter.actions.suppressing import suppress
from newsletter.models import Import, Subscriber, Subscription, Suppression
from newsletter.moving import export, writing
from newsletter.moving.reading import Fault, Row, Unreadable, read_sheet
from newsletter.suppressing import is_suppressed
from tests.newsletter.ledger import newsletter, reader

pytestmark = pytest.mark.django_db

MAILCHIMP = """"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,\
CONFIRM_TIME,CONFIRM_IP,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS%(more)s
ana@example.com,Ana,"García, la de Jerez",4,"2021-03-04 10:00:00",1.2.3.4,"2021-03-04 10:05:00",\
1.2.3.4,,es,,"2021-03-04 10:05:00",1,abc,,%(value)s
luis@example.com,Luis,Ñ,2,,,,,,,,"2022-01-01 00:00:00",2,def,,%(value)s
"""
SUBSTACK = """email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
ana@example.com,false,,free,false,2023-05-06T07:08:09.000Z,
luis@example.com,true,2027-01-01T00:00:00.000Z,yearly,true,2022-05-06T07:08:09.000Z,
"""
GHOST = """id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,\
created_at,deleted_at,labels,tiers
1,ana@example.com,Ana,,true,false,,2023-05-06T07:08:09.000Z,,,
2,luis@example.com,Luis,,false,false,,2023-05-06T07:08:09.000Z,,,
3,eva@example.com,Eva,,true,false,,2023-05-06T07:08:09.000Z,2024-05-06T07:08:09.000Z,,
"""
LISTMONK = """uuid,email,name,attributes,status,created_at,updated_at,subscription_status
a,ana@example.com,Ana,{},enabled,2023-05-06T07:08:09.123456Z,2023-06-06T07:08:09Z,confirmed
b,luis@example.com,Luis,"{""a"": ""b,c""}",enabled,2023-05-06T07:08:09Z,,unconfirmed
c,eva@example.com,Eva,{},blocklisted,2023-05-06T07:08:09Z,2023-07-06T07:08:09Z,confirmed
d,noa@example.com,Noa,{},enabled,2023-05-06T07:08:09Z,2023-07-06T07:08:09Z,unsubscribed
"""


def given(text, name="list.csv", encoding="utf-8", **fields) -> List:
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return List(io.BytesIO(content), name, newsletter(), **fields)


def mailchimp(more="", value="") -> str:
    return MAILCHIMP % {"more": more, "value": f"tag{value}"}


def standing() -> dict[str, str]:
    found = Subscription.objects.select_related("subscriber")
    return {
        s.subscriber.email.split("@")[0]: "left"
        if s.left_at
        else "confirmed"
        if s.confirmed_at
        else "waiting"
        for s in found
    }


def adds_up(report) -> bool:
    return sum(report.outcomes.values()) == report.rows


@pytest.mark.parametrize(
    ("text", "name", "form", "end"),
    [
        (mailchimp(), "subscribed_members.csv", "Mailchimp",
         {"ana": "confirmed", "luis": "waiting"}),
        (mailchimp(), "nonsubscribed_members.csv", "Mailchimp",
         {"ana": "waiting", "luis": "waiting"}),
        (mailchimp(",UNSUB_TIME,UNSUB_REASON", ',"2024-02-03 04:05:06",NORMAL'), "unsub.csv",
         "Mailchimp", {"ana": "left", "luis": "left"}),
        (SUBSTACK, "email_list.csv", "Substack", {"ana": "waiting", "luis": "left"}),
        (GHOST, "members.csv", "Ghost", {"ana": "waiting", "luis": "left", "eva": "left"}),
        (LISTMONK, "x.csv", "listmonk", {"ana": "confirmed", "luis": "waiting", "noa": "left"}),
        ("Email\nana@example.com\n", "x.csv", "A list of addresses", {"ana": "waiting"}),
    ],
)  # fmt: skip
def test_each_program_is_understood_by_its_columns(text, name, form, end):
    report = take_in(given(text, name))

    assert report.format == form
    assert standing() == end
    assert adds_up(report)


def test_what_bounced_complained_or_was_blocked_there_is_kept_as_a_hash_alone():
    cleaned = mailchimp(",CLEAN_TIME", ',"2024-02-03 04:05:06"')
    angry = "Email Address,MEMBER_RATING,UNSUB_TIME,UNSUB_REASON\neva@example.com,2,,ABUSE\n"

    take_in(given(cleaned))
    take_in(given(angry))
    take_in(given(LISTMONK.replace("ana@", "one@").replace("eva@", "noe@")))

    reasons = {m: Suppression.objects.filter(reason=m).count() for m in Suppression.Reason.values}
    assert reasons == {"bounced": 2, "complained": 1, "asked": 0, "imported": 1}
    assert is_suppressed("luis@example.com")
    assert not Subscriber.objects.filter(email__in=["ana@example.com", "noe@example.com"]).exists()


def test_the_evidence_says_where_it_comes_from_and_since_when():
    take_in(given(mailchimp(), "subscribed.csv"))

    ana = Subscription.objects.get(subscriber__email="ana@example.com")
    assert (ana.asked_text, ana.asked_place) == (
        "Import of subscribed.csv (Mailchimp), there since 4 Mar 2021", "import",
    )  # fmt: skip
    assert f"{ana.confirmed_at:%Y-%m-%d %H:%M}" == "2021-03-04 10:05"


def test_with_a_basis_of_the_desk_who_did_not_confirm_is_written_to_and_it_says_why():
    take_in(given(SUBSTACK, basis="customers, informed by letter"))

    ana = Subscription.objects.get(subscriber__email="ana@example.com")
    assert ana.receives
    assert ana.asked_text.endswith("Not confirmed there; basis: customers, informed by letter")
    assert standing()["luis"] == "left"


def test_looking_writes_nothing_and_says_what_taking_in_does():
    seen = look(given(LISTMONK))

    assert not Subscriber.objects.exists()
    assert not Suppression.objects.exists()
    done = take_in(given(LISTMONK))
    assert seen.as_json() == done.as_json()
    assert seen.outcomes == {"added": 3, "barred": 1}
    assert seen.suppressed == 1


def test_a_second_time_changes_nothing():
    take_in(given(LISTMONK))
    before = list(Subscription.objects.order_by("pk").values())

    again = take_in(given(LISTMONK))

    assert again.outcomes == {"same": 3, "barred": 1}
    assert again.suppressed == 0
    assert list(Subscription.objects.order_by("pk").values()) == before


def test_no_mail_is_sent_and_none_is_on_its_way():
    take_in(given(LISTMONK, basis="because"))

    assert mail.outbox == []
    assert not ProcrastinateJob.objects.exists()


def test_who_left_here_stays_away_and_who_left_there_leaves_here():
    which = newsletter()
    ana, luis = reader("Ana@example.com", which), reader("luis@example.com", which)
    ana.subscriptions.update(left_at=timezone.now())

    report = take_in(
        given("email,newsletter,state,asked_at,confirmed_at,left_at\n"
              "ana@example.com,morning,confirmed,2020-01-01,2020-01-01,\n"
              "luis@example.com,morning,left,2020-01-01,2020-01-01,\n")
    )  # fmt: skip

    assert standing() == {"Ana": "left", "luis": "left"}
    assert report.outcomes == {"same": 1, "changed": 1}
    assert luis.subscriptions.get().left_at is not None


def test_who_left_there_before_confirming_here_stays():
    reader("luis@example.com", newsletter(), confirmed=timezone.now() - timedelta(days=2))

    take_in(given(mailchimp(",UNSUB_TIME", ',"2024-02-03 04:05:06"')))

    assert standing()["luis"] == "confirmed"


def test_a_suppressed_address_stays_so_and_is_counted():
    suppress("ana@example.com", reason="bounced")

    report = take_in(given(mailchimp()))

    assert report.silent == 1
    assert is_suppressed("ana@example.com")


@pytest.mark.parametrize("order", [("confirmed", "unsubscribed"), ("unsubscribed", "confirmed")])
def test_named_twice_the_stricter_counts_whatever_the_order(order):
    rows = "".join(f"x,ana@example.com,enabled,{state}\n" for state in order)

    report = take_in(given("uuid,email,status,subscription_status\n" + rows))

    assert standing() == {"ana": "left"}
    assert report.outcomes == {"added": 1, "twice": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found(encoding, separator):
    text = f"email{separator}name\nana@example.com{separator}Peña\nluis@example.com{separator}x\n"

    sheet = read_sheet(io.BytesIO(text.encode(encoding)))

    assert sheet.separator == separator
    assert [row.values["name"] for row in sheet.rows()] == ["Peña", "x"]


def test_what_cannot_be_read_is_named_by_its_line_and_the_rest_is_taken():
    text = (
        'email,name\nana@example.com,"a"b"\nnobody\nluis@example.com,x,y\n\neva@example.com,z\n,\n'
    )

    report = take_in(given(text))

    assert [(first, last) for first, last, _why in report.faults] == [(2, 2), (3, 3), (4, 4)]
    assert standing() == {"eva": "waiting"}
    assert adds_up(report)
    assert report.rows == 4


def test_a_quotation_mark_that_is_never_closed_swallows_nothing_in_silence():
    text = 'email,name\nana@example.com,x\nluis@example.com,"open\n' + "r@example.com,x\n" * 50

    rows = list(read_sheet(io.BytesIO(text.encode())).rows())

    assert [type(row) for row in rows] == [Row, Fault]
    assert (rows[1].first, rows[1].last) == (3, 53)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02\x03", b"PK\x03\x04\x00\x00\x00"])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(Unreadable):
        look(given(content))


def test_a_list_without_addresses_is_refused_with_its_columns():
    with pytest.raises(Unreadable, match="there are: name, town"):
        look(given("Name,Town\nAna,Jerez\n"))


def test_an_import_goes_on_where_it_broke_off(monkeypatch, editor, run_jobs):
    text = "email\n" + "".join(f"r{n}@example.com\n" for n in range(250)) + "r3@example.com\n"
    monkeypatch.setattr(importing, "BATCH", 100)
    found = importing.prepare(given(text, by=editor))
    importing.begin(found, by=editor)
    real, calls = importing.place, []

    def breaks(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the machine stopped")
        return real(*args, **kwargs)

    monkeypatch.setattr(importing, "place", breaks)
    with pytest.raises(RuntimeError):
        importing.carry_out(found.pk)
    found.refresh_from_db()
    assert (found.state, found.rows_done, Subscription.objects.count()) == ("running", 200, 200)

    importing.carry_out(found.pk)
    importing.carry_out(found.pk)

    found.refresh_from_db()
    assert (found.state, found.content) == ("done", None)
    assert found.report["outcomes"] == {"added": 250, "twice": 1}
    assert Subscription.objects.count() == 250


def test_memory_does_not_grow_with_the_list():
    def peak(rows: int) -> int:
        text = "email,note\n" + "".join(f"r{n}@example.com,{'x' * 200}\n" for n in range(rows))
        stream = io.BytesIO(text.encode())
        tracemalloc.start()
        for _row in read_sheet(stream).rows():
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(2_000) * 1.5


FORMULAS = ["=cmd|'/c calc'!A0@example.com", "+1@example.com", "-x@example.com", "@sum", "\t=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_runs_nothing_that_stands_in_a_list(text):
    assert writing.escaped(text).startswith("'")
    assert writing.unescaped(writing.escaped(text)) == text


def test_what_is_given_out_can_be_taken_in_again():
    which = newsletter()
    reader("+plus@example.com", which)
    reader("ana@example.com", which).subscriptions.update(asked_text="=HYPERLINK(1)")
    reader("luis@example.com", which).subscriptions.update(left_at=timezone.now())
    wait = Subscriber.objects.create(email="eva@example.com")
    Subscription.objects.create(subscriber=wait, newsletter=which, asked_at=timezone.now())
    text = "".join(export.lines(which))
    before = standing()

    assert "\n'+plus@example.com," in text
    assert ",'=HYPERLINK(1)," in text
    Subscriber.objects.all().delete()
    report = take_in(given(text))

    assert standing() == before
    assert report.format == "The newsroom’s own"
    assert (
        Subscription.objects.get(subscriber__email="ana@example.com").asked_text == "=HYPERLINK(1)"
    )


def test_the_command_looks_takes_in_and_gives_out(tmp_path, capsys):
    newsletter()
    path = tmp_path / "members.csv"
    path.write_text(GHOST)

    call_command("import_subscribers", path, newsletter="morning", dry_run=True)
    assert "nothing was changed" in capsys.readouterr().out
    assert not Import.objects.exists()
    assert not Subscriber.objects.exists()

    call_command("import_subscribers", path, newsletter="morning")
    assert "added: 3" in capsys.readouterr().out

    call_command("export_subscribers", newsletter="morning")
    assert "ana@example.com,morning,waiting" in capsys.readouterr().out
    with pytest.raises(CommandError, match="there are: morning"):
        call_command("import_subscribers", path, newsletter="evening")


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_the_same_for_any_number(count, django_assert_num_queries):
    newsletter()
    text = "email\n" + "".join(f"r{n}@example.com\n" for n in range(count))

    with django_assert_num_queries(11):
        take_in(given(text))
