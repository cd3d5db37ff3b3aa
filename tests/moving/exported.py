"""Exports in a folder, and what is in them and in the database."""

import hashlib
import json
from pathlib import Path

from newsroom.moving.actions.moving_out import move_out
from newsroom.moving.portable.places import Folder
from newsroom.moving.portable.tables import TABLES


def exported(folder: Path) -> Path:
    move_out(Folder(folder))
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def rows(folder: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_bytes().splitlines()]


def filled() -> dict[str, int]:
    counts = {table.file: table.model._base_manager.count() for table in TABLES}
    return {name: count for name, count in counts.items() if count}
