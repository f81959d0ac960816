"""`python -m voiceskill` is the `voiceskill` command."""

import sys

from voiceskill.cli import main

if __name__ == "__main__":
    sys.exit(main())
