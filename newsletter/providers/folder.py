"""A folder instead of a mail server, for demonstration and development."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from newsletter.providers import Answer, Kind


class Folder:
    """A file for each copy, named by its key: written twice, it is there once."""

    name = "folder"
    connections = 1
    patience = 60.0
    takes_key = timedelta.max
    can_be_asked = True

    def __init__(self, *, folder: Path, rate: float = 1000.0):
        self.folder = Path(folder)
        self.rate = rate
        self.usable = True

    def open(self) -> "Folder":
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def hand_over(self, copy, *, last_chance) -> Answer:
        path = self.folder / f"newsletter-{copy.key.hex}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(copy.as_bytes())
        last_chance()
        unfinished.rename(path)  # whoever watches the folder never sees half a message
        return Answer(Kind.ACCEPTED, words=str(path))

    def look_up(self, key: UUID) -> bool:
        return (self.folder / f"newsletter-{key.hex}.eml").exists()

    def close(self) -> None:
        pass
