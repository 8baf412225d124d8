"""How Discord is answered: interactions in time and once, the buttons that survive a restart, and direct messages."""
