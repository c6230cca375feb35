"""A first plan for a folder: what is found there, which phases a kind of work has, and the files that say so."""
