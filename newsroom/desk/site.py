"""The desk: Django's admin under the paper's name."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    site_header = _("The desk")
    site_title = _("The desk")
    index_title = _("Today")
    enable_nav_sidebar = False
