"""Decides what to ask, and when: SM-2, quality, streaks, a practice session, and the SQLite store behind them.

It may import the compiler.
"""
