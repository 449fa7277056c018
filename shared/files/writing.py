"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """Opens a draft beside `target` that takes its place at the end of the block, and vanishes if the block raises.

    Raises OSError when the folder cannot be written; a file that stood there before is then untouched.
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as draft:
        try:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            Path(draft.name).unlink()
            raise
    # The draft is made for its owner alone; the file gets what the umask grants.
    umask = os.umask(0)
    os.umask(umask)
    Path(draft.name).chmod(0o666 & ~umask)
    Path(draft.name).replace(target)
