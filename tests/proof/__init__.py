"""Whether what is called complete and verified is so: tried by random work. `python -m tests.proof` is the long run."""
