from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovingConfig(AppConfig):
    name = "newsroom.moving"
    label = "moving"
    verbose_name = _("moving in")
