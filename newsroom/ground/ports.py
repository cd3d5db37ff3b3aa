"""The port the site listens on, and whether it is free."""

import errno
import os
import socket

from newsroom.ground.errors import SetupError

HOST = "127.0.0.1"


def chosen_port() -> int:
    value = os.environ.get("PORT", "").strip() or "8000"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise SetupError(f"PORT must be a number from 1 to 65535, not “{value}”.")
    return int(value)


def check_free(port: int) -> None:
    other = 9000 if port != 9000 else 9001
    with socket.socket() as probe:
        # As servers do: a connection that was just closed does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except PermissionError:
            raise SetupError(
                f"Port {port} needs an administrator's rights: choose another, as in "
                f"`PORT={other} make run`."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise SetupError(f"Port {port} cannot be used: {error.strerror}.") from None
            raise SetupError(
                f"Port {port} is taken by another program: choose another, as in "
                f"`PORT={other} make run`."
            ) from None
