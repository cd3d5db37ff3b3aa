"""What stops a command, told in one sentence instead of a traceback."""


class SetupError(Exception):
    """The message says what is wrong and what to do about it."""
