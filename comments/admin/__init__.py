from comments.admin import comments, rules, settings

__all__ = ["comments", "rules", "settings"]
