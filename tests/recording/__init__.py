"""Records real sessions on a terminal: for tests that follow what the program says, and the pictures in the documentation."""
