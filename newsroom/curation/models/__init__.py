from newsroom.curation.models.banner import BreakingBanner
from newsroom.curation.models.front import EditionChange, Front, FrontBlock, Pin

__all__ = ["BreakingBanner", "EditionChange", "Front", "FrontBlock", "Pin"]
