"""The secret key of a machine that is not production: made once, kept out of the repository."""

import os
import secrets
from pathlib import Path


def local_secret_key(folder: Path) -> str:
    """Read var/secret-key, or make it; two processes starting together agree on one."""
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
