from comments.views.own import edit, own, withdraw, yours
from comments.views.responding import recommend
from comments.views.thread import comment, thread
from comments.views.writing import write

__all__ = ["comment", "edit", "own", "recommend", "thread", "withdraw", "write", "yours"]
