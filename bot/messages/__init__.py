"""What the bot says: a table of texts for each language (`en.toml`), and how a text reads in Discord's Markdown."""
