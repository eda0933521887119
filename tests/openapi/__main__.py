"""`make openapi`: writes docs/openapi.json, but no breaking change unless it is meant."""

import argparse
import sys

from tests.openapi import document


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--breaking", action="store_true", help="breaking changes are meant")
    meant = parser.parse_args().breaking
    current = document.current()
    if document.COMMITTED.exists():
        unstated = document.unstated_changes(document.baseline(), current, document.CHANGELOG.read_text())
        for change in unstated:
            print(f"breaking: {change}", file=sys.stderr)  # noqa: T201
        if unstated and not meant:
            print("Not written. If this is meant: make openapi BREAKING=yes", file=sys.stderr)  # noqa: T201
            return 1
    document.COMMITTED.write_text(document.as_text(current))
    return 0


if __name__ == "__main__":
    sys.exit(main())
