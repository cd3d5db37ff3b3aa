"""How a process that converts texts begins. It imports nothing of ours: Django is not set up yet
when this is read, and what it is given to do is read only after."""


def set_up() -> None:
    import django

    django.setup()
