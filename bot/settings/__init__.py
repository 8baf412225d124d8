"""Settings of `drillbook bot`: what there is to set, where it is read from, and what is wrong with it."""
