"""The guards that fail a test for what people forget."""

from __future__ import annotations

import socket
import warnings

import pytest


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("somebody will have to look at this", stacklevel=1)


def test_nothing_beyond_this_machine_is_reached() -> None:
    with socket.socket() as line, pytest.raises(UserWarning, match="tried to use socket"):
        line.connect(("192.0.2.1", 80))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as line:
        assert line.getpeername() == server.getsockname()
