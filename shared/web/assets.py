"""Static files under one address that changes with their content, compressed once, served by WhiteNoise.

All `static` folders are copied into `<data>/assets/<digest>/`; pages say `asset('css/app.css')`. Relative addresses
inside a style sheet keep working, and every file can be cached for ever.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from wsgiref.headers import Headers

    from flask import Flask

PREFIX = "/static/"
DIGEST_LENGTH = 12
FOREVER = 365 * 24 * 3600


def init_app(app: Flask, folders: Iterable[Path], data_dir: Path) -> None:
    """Publishes the files of `folders` (each file keeps its path inside its folder) and defines `asset()`."""
    sources = [folder for folder in folders if folder.is_dir()]
    digest = _digest(sources)
    published = data_dir / "assets" / digest
    if not published.is_dir():
        _publish(sources, published)
    served = WhiteNoise(
        app.wsgi_app,
        root=published,
        prefix=f"{PREFIX}{digest}/",
        max_age=FOREVER,
        charset="utf-8",
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_add_headers,
    )
    app.wsgi_app = served  # type: ignore[method-assign]

    @app.template_global()
    def asset(path: str) -> str:
        return f"{PREFIX}{digest}/{path}"


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # A picture opened by itself is a page of its own.
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


def _digest(folders: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                total.update(str(path.relative_to(folder)).encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:DIGEST_LENGTH]


def _publish(folders: Iterable[Path], published: Path) -> None:
    draft = published.with_name(f"{published.name}.{os.getpid()}")
    for folder in folders:
        shutil.copytree(folder, draft, dirs_exist_ok=True)
    compressor = Compressor(quiet=True, use_brotli=False)
    for path in sorted(draft.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            compressor.compress(str(path))
    try:
        draft.rename(published)
    except OSError:
        # Another process published the same content a moment earlier.
        shutil.rmtree(draft)
