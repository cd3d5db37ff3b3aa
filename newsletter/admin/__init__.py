"""The newsletter's registers; each module registers its own."""

from newsletter.admin import issues, newsletters, subscribers

__all__ = ["issues", "newsletters", "subscribers"]
