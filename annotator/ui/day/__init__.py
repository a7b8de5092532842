"""The day around the work: what was done, how long, a first tour, and what is left of a program that died."""
