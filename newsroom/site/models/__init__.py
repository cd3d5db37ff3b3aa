from newsroom.site.models.contact import ContactMessage
from newsroom.site.models.menu import Menu, MenuItem
from newsroom.site.models.page import Page, PageVersion
from newsroom.site.models.settings import SiteSettings, SocialLink
from newsroom.site.models.taken_path import TakenPath

__all__ = [
    "ContactMessage",
    "Menu",
    "MenuItem",
    "Page",
    "PageVersion",
    "SiteSettings",
    "SocialLink",
    "TakenPath",
]
