"""The floor: start `/bin/true` and wait for it, N times, with nothing else."""

import os
import sys

for _ in range(int(sys.argv[1])):
    pid = os.posix_spawn("/bin/true", ["/bin/true"], os.environ)
    os.waitpid(pid, 0)
