"""What is written to the log must not open what only a letter's reader may open."""

import logging
import re

# Django names the path of every answer that is an error; in these, what follows is a key.
_KEY = re.compile(r"(/(?:confirm|confirm-email|gift|go|key|leave|move|preferences|seen)/)[^/\s]+")


class WithoutKeys(logging.Filter):
    """/newsletter/leave/…/ instead of the link somebody was sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _KEY.sub(r"\1…", record.getMessage()), ()
        return True
