"""Decides what to ask, and when.

It is going to hold SM-2 and the quality of a review, streaks, a practice session, the SQLite store and the
daily schedule. It may import the compiler. It holds nothing yet.
"""
