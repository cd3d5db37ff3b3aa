"""What readers may be asked to allow. Nothing is asked while every purpose is off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.consent.scripts import Script, read_scripts


class PurposeQuerySet(models.QuerySet):
    def switched_on(self):
        return self.filter(on=True)


class Purpose(models.Model):
    class Key(models.TextChoices):
        STATISTICS = "statistics", _("Statistics")
        ADVERTISING = "advertising", _("Advertising")
        EMBEDS = "embeds", _("Videos and posts from other sites")

    key = models.CharField(_("purpose"), max_length=20, choices=Key, primary_key=True)
    on = models.BooleanField(_("on"), default=False)
    words = models.TextField(_("what readers are told"), max_length=400, blank=True)
    scripts = models.TextField(_("scripts"), blank=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("consent")

    def __str__(self):
        return self.get_key_display()

    def clean(self):
        super().clean()
        read_scripts(self.scripts)

    @property
    def read(self) -> list[Script]:
        return read_scripts(self.scripts)
