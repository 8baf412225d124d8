"""`drillbook bot --doctor`: a look at all that the bot stands on, without starting it."""
