"""Speaks with Discord, and does nothing else: commands, messages, buttons, posts, and running as a service.

What is asked, graded, counted and due is decided by the rooms below, and all that is said stands in `messages/`.
`client` joins the parts: `slash` has a file for each command, `drills` what a group is asked every day, `questions`
what one member is.
"""
