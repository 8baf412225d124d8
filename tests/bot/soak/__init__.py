"""A soak: months of a bot that serves many groups, played in minutes, while all that may go wrong goes wrong.

The bot is a process of its own whose clock the test sets (`clock`, `child`), in front of the wire fake. Members live
their days by chance (`members`), `faults` come by chance too, and what is promised is counted anew from what members
did and saw, apart from the bot's own rules (`calendar`, `recount`), and compared (`checks`).
"""
