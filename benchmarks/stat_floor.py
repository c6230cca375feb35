"""The floor for being up to date: look at N files."""

import os
import sys

for n in range(int(sys.argv[1])):
    os.stat(f"in/{n}.txt")
