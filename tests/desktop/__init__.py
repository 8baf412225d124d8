"""Cards in Anki's desktop program itself. Not part of `make test`: `make desktop` runs it."""
