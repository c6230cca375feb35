"""Processes: started, watched, ended with all that they started, and their output kept."""
