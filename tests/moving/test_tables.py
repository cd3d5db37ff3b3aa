"""Everything goes along, or stays behind for a reason that is written down."""

import pytest
from django.apps import apps

from newsroom.moving.portable.tables import STAYS_BEHIND, TABLES

# What must never stand in an export, whatever table it is moved to.
SECRETS = {"accounts.User.password", "mfa.Authenticator.data", "sessions.Session.session_data"}


def every_model() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_every_model_is_exported_or_stays_behind_for_a_reason():
    decided = [table.model_name for table in TABLES] + list(STAYS_BEHIND)

    assert sorted(every_model() - set(decided)) == []
    assert sorted(set(decided) - every_model()) == []
    assert len(decided) == len(set(decided))
    assert all(STAYS_BEHIND.values())


def test_every_file_stands_once():
    assert len({table.path for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_a_table_names_only_fields_it_has(table):
    stored = {field.name for field in table.stored}

    assert set(table.without) <= stored
    assert all(table.without.values())


def test_no_secret_is_among_the_fields():
    exported = {f"{t.model_name}.{f.name}" for t in TABLES for f in t.fields}

    assert not exported & SECRETS
    assert not [name for name in exported if "password" in name or "secret" in name]
