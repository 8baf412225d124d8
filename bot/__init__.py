"""Speaks with Discord, and does nothing else: commands, messages, buttons, posts, and running as a service.

What is asked, graded, counted and due is decided by the rooms below, and all that is said stands in `messages.toml`.
"""
