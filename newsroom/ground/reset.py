"""`make reset`: the demo paper is deleted, so that the next `make run` makes it anew."""

import os
import shutil
import sys

from newsroom.ground import child, locks
from newsroom.ground.errors import SetupError
from newsroom.ground.postgres import cluster_for
from newsroom.ground.run import CHILDREN, STATIC_MARK, VAR, only_run

FOLDERS = {
    "media": "pictures",
    "mail": "mail",
    "static": "collected style sheets and scripts",
    "test-media": "pictures of the tests",
}


def main() -> None:
    if os.environ.get("DATABASE_URL"):
        raise SetupError(
            "DATABASE_URL names a database of your own, which `make reset` never deletes: "
            "unset it to reset the embedded one."
        )
    with only_run():
        for name in CHILDREN:
            child.stop_leftover(name)
        clusters = [cluster_for("demo"), cluster_for("test")]
        for cluster in clusters:
            if locks.held(cluster.folder / "users"):
                raise SetupError(
                    f"A command still uses the database in {cluster.folder}: end it first."
                )
        for cluster in clusters:
            if cluster.folder.exists():
                say(f"Deleting the database in {cluster.home.relative_to(VAR.parent)}"
                    if cluster.home.is_relative_to(VAR) else
                    f"Deleting the database in {cluster.home}")  # fmt: skip
                cluster.destroy()
        for name, what in FOLDERS.items():
            if (VAR / name).exists():
                say(f"Deleting var/{name} ({what})")
                shutil.rmtree(VAR / name)
        STATIC_MARK.unlink(missing_ok=True)
        (VAR / "sending-seal").unlink(missing_ok=True)  # it names the database that is gone
    say("Done. `make run` starts over.")


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 a command talks


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename} cannot be deleted: {error.strerror}.")
