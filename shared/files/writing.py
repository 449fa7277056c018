"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_REASONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EACCES: "ce dossier vous est fermé",
    errno.EPERM: "ce dossier vous est fermé",
    errno.ENOENT: "ce dossier n’existe pas",
    errno.ENOTDIR: "ce dossier n’en est pas un",
    errno.EROFS: "ce disque ne se laisse pas écrire",
    errno.EFBIG: "ce disque ne prend pas de fichier aussi grand",
}


def reason_of(error: OSError) -> str:
    """Returns in French why a file could not be written; the system's own words where we have none."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


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
