"""Pictures that the bot draws, each with a description in words for those who do not see it."""
