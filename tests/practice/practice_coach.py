"""A coach of a practice in a process of his own, who waits for less time than usual before he takes rooms over."""

import sys
from functools import partial
from unittest.mock import patch

from voiceskill.cli import main
from voiceskill.sharing import sharing
from voiceskill.sharing.allotment import Terms

with patch.object(sharing, "Terms", partial(Terms, lease=0.8, grace=1.0, confirmation=0.3)):
    sys.exit(main())
