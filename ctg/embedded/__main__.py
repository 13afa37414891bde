"""`python -m ctg.embedded COMMAND…`: the command runs with PostgreSQL and Valkey beside it."""

import subprocess
import sys

from ctg.embedded import services
from ctg.embedded.errors import CannotStart


def main() -> int:
    try:
        with services.running():
            return subprocess.run(sys.argv[1:], check=False).returncode  # noqa: S603
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
