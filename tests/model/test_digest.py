"""The light sha256 is sha256."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from tracker.model.digest import sha256_hex


@given(st.binary(max_size=300))
def test_it_is_sha256(content: bytes) -> None:
    assert sha256_hex(content) == hashlib.sha256(content).hexdigest()


def test_openssl_is_not_loaded() -> None:
    code = "import sys; from tracker.model.digest import sha256_hex; sha256_hex(b''); print('_hashlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
