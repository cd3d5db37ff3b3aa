from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrawlersConfig(AppConfig):
    name = "newsroom.crawlers"
    label = "crawlers"
    verbose_name = _("Crawlers")
