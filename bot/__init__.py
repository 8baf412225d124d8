"""Speaks with Discord, and does nothing else.

It is going to hold commands, messages and buttons: presentation and wiring, with every rule in the rooms
below. It may import the compiler and the scheduler. It holds nothing yet.
"""
