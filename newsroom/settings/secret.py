"""The secret key of a machine that is not production: made once, kept out of the repository."""

import os
import secrets
import tempfile
from pathlib import Path


def local_secret_key(folder: Path) -> str:
    """Read var/secret-key, or make it; processes that start together agree on one.

    It appears whole or not at all: a file under another name is linked into place, and whoever
    comes second finds the first one's.
    """
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder, prefix="secret-key.")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(made)
    return path.read_text().strip()
