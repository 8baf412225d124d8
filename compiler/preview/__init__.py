"""A deck on the screen while its author writes it: watched, built again on each save, served on loopback alone.

`Builder` makes a `State` of the deck's folder, a `Watch` tells when the folder changed, `Latest` holds the newest state
for the pages that wait for it, and a `Server` shows it.
"""

from compiler.preview.building import Builder, Work
from compiler.preview.latest import Latest
from compiler.preview.serving import PortTaken, Server
from compiler.preview.state import Shown, State
from compiler.preview.watching import Watch

__all__ = ["Builder", "Latest", "PortTaken", "Server", "Shown", "State", "Watch", "Work"]
