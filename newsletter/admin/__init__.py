"""The newsletter's registers; each module registers its own."""

from newsletter.admin import issues, moving, newsletters, numbers, subscribers, suppressions

__all__ = ["issues", "moving", "newsletters", "numbers", "subscribers", "suppressions"]
