"""`python -m compiler.commands`, where the script is not installed."""

import sys

from compiler.commands import main

sys.exit(main())
