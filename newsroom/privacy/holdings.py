"""All that the apps say they keep about people."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from newsroom.kit.personal_data import Holding


@cache
def _modules() -> tuple:
    names = [f"{config.name}.personal_data" for config in apps.get_app_configs()]
    found = [import_module(name) for name in names if find_spec(name)]
    # The account is forgotten last: the others find their rows by it.
    return tuple(sorted(found, key=lambda module: module.__name__.startswith("accounts.")))


def all_holdings() -> list[Holding]:
    return [holding for module in _modules() for holding in getattr(module, "HOLDINGS", [])]


def all_kept() -> dict[str, str]:
    """ "app.Model.field" of what names somebody and stays, with the reason."""
    return {name: why for module in _modules() for name, why in getattr(module, "KEPT", {}).items()}
