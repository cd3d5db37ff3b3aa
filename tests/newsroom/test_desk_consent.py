"""Consent in the desk: who may ask readers what, and what is kept of it."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry

from newsroom.consent import asking
from newsroom.consent.models import Choice, Purpose, Wording
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/admin/consent/purpose/"


@pytest.fixture
def desk(client, db):
    client.force_login(UserFactory(role="Administrator"))
    return client


def form(**changes):
    fields = {"sentence": "May we count?", "explanation": ""}
    for key in Purpose.Key.values:
        fields[f"{key}_words"] = f"About {key}."
    return {**fields, **changes}


STATISTICS = {"statistics_on": "on", "statistics_scripts": "https://stats.example/x.js"}


def test_switching_a_purpose_on_makes_a_version_and_says_so(desk):
    response = desk.post(URL, form(**STATISTICS), follow=True)

    assert "This is version 1: every reader is asked again." in response.text
    assert asking.asked().addresses == {"statistics": ["https://stats.example/x.js"]}
    assert Wording.objects.get().made_by is not None
    assert LogEntry.objects.filter(change_message="Switched on.", object_id="statistics").exists()


def test_the_page_warns_of_what_switching_on_means(desk):
    page = desk.get(URL).text

    assert "puts a bar on every page for every reader" in page
    assert "Nothing is asked" in page


def test_a_purpose_without_a_script_cannot_be_switched_on(desk):
    response = desk.post(URL, form(statistics_on="on"))

    assert "Name the script first" in response.text
    assert not Purpose.objects.switched_on().exists()


def test_a_script_that_is_none_is_refused_where_it_stands(desk):
    response = desk.post(URL, form(statistics_scripts="stats.example/x.js"))

    assert "it begins with https://" in response.text


def test_an_editor_reads_and_may_not_switch(client, editor):
    client.force_login(editor)

    assert "disabled" in client.get(URL).text
    assert client.post(URL, form(**STATISTICS)).status_code == 403


def test_a_reporter_has_no_business_there(client, reporter):
    client.force_login(reporter)

    for address in (URL, "/admin/consent/choice/", "/admin/consent/choice/choices.csv"):
        assert client.get(address).status_code in {302, 403}


def test_proofs_are_read_and_exported_and_never_edited(desk):
    desk.post(URL, form(**STATISTICS))
    proof = Choice.objects.create(
        wording=Wording.objects.get(), way="accept", answers={"statistics": True}
    )

    listed = desk.get("/admin/consent/choice/")
    export = desk.get("/admin/consent/choice/choices.csv")

    assert str(proof.pk) in listed.text
    rows = list(csv.DictReader(io.StringIO(b"".join(export).decode())))
    assert rows[0]["number"] == str(proof.pk)
    assert (rows[0]["statistics"], rows[0]["embeds"]) == ("yes", "")
    assert desk.post(f"/admin/consent/choice/{proof.pk}/delete/").status_code == 403
    assert desk.post(f"/admin/consent/choice/{proof.pk}/change/", {"way": "x"}).status_code == 403


def test_versions_stay_to_be_read(desk):
    desk.post(URL, form(**STATISTICS))
    desk.post(URL, form(**STATISTICS, sentence="May we count now?"))

    listed = desk.get("/admin/consent/wording/").text

    assert "May we count?" in listed
    assert "May we count now?" in listed
    assert "About statistics." in desk.get("/admin/consent/wording/1/change/").text
