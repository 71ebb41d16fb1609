"""Prints what a library's database holds, in numbers and without a single title: to go with a bug report."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

import sqlite_utils


def describe(database: sqlite_utils.Database) -> list[str]:
    """Return a line a table: its name, how many rows it holds, its columns."""
    hidden = ("sqlite_",)
    lines = []
    for name in sorted(database.table_names()):
        if not name.startswith(hidden):
            table = database.table(name)
            lines.append(f"{name}: {table.count:,} rows ({', '.join(column.name for column in table.columns)})")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the library (Settings shows it)")
    file: Path = parser.parse_args().folder / "library.sqlite"
    if not file.is_file():
        print(f"There is no library in {file.parent}.", file=sys.stderr)
        return 2
    database = sqlite_utils.Database(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True))
    step = database.execute("select max(number) from migration").fetchone()[0]
    print(f"{file.name}: {file.stat().st_size:,} bytes, schema step {step}")
    print(*describe(database), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
