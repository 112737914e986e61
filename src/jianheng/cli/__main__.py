"""``python -m jianheng.cli``."""

import sys

from jianheng.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
