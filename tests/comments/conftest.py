import pytest

from comments.models import Rule, RuleSet


@pytest.fixture
def rules(db):
    """rules({"kind": "links", "number": 2}, …): these are in use and no others."""

    def switch_on(*lines) -> RuleSet:
        RuleSet.objects.filter(status="live").update(status="past")
        live = RuleSet.objects.create(name="Of this test", status="live")
        Rule.objects.bulk_create(Rule(rules=live, **line) for line in lines)
        return live

    return switch_on


@pytest.fixture
def quiet_rules(rules):
    """Newcomers are read by nobody first: these tests are about something else."""
    return rules({"kind": "first", "enabled": False})
