"""The newsletter's registers; each module registers its own."""

from newsletter.admin import issues, newsletters, subscribers

__all__ = ["issues", "newsletters", "subscribers"]
from newsletter.admin import moving, newsletters, numbers, subscribers, suppressions

__all__ = ["moving", "newsletters", "numbers", "subscribers", "suppressions"]
