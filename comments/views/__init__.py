from comments.views.member import member
from comments.views.own import appeal, appeal_sanction, edit, own, withdraw, yours
from comments.views.responding import recommend, report, reported
from comments.views.thread import comment, thread
from comments.views.writing import write

__all__ = [
    "appeal",
    "appeal_sanction",
    "comment",
    "edit",
    "member",
    "own",
    "recommend",
    "report",
    "reported",
    "thread",
    "withdraw",
    "write",
    "yours",
]
