"""The newsletter's registers; each module registers its own."""

from newsletter.admin import issues, newsletters

__all__ = ["issues", "newsletters"]
