"""How fast it is, beside its peers, on one corpus in one run: ``python -m bench``; README.md says how to read it."""
