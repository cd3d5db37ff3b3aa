"""The newsletter's registers; each module registers its own."""

from newsletter.admin import newsletters, subscribers

__all__ = ["newsletters", "subscribers"]
