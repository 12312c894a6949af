"""`python -m janus_desktop` is the same as `janus`."""

from __future__ import annotations

import sys

from janus_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
