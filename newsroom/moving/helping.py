"""How a process that converts texts begins. It imports nothing of ours: Django is not set up yet
when this is read, and what it is given to do is read only after."""

import os


def set_up() -> None:
    # Texts are converted ahead of time: what is stored meanwhile goes first.
    os.nice(10)
    import django

    django.setup()
