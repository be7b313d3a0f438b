"""Reading the text of a file that people wrote, and saying what is wrong with its bytes."""

from __future__ import annotations

from pathlib import Path

from generator.finding import Finding, Severity

MAX_BYTES = 1_000_000


def read_text(path: Path) -> tuple[str | None, list[Finding]]:
    """The text of a file, or None and the finding that says why there is none. Never raises.

    Line ends stay as they are. A file with other line ends than LF is a warning: PostgreSQL takes it, but
    the same query written on another machine would be another text.
    """
    try:
        data = _read_bytes(path)
    except OSError as error:
        return None, [finding(path, "file-unreadable", f"cannot be read: {error.strerror}")]
    if len(data) > MAX_BYTES:
        return None, [
            finding(
                path, "file-too-large", f"is over {MAX_BYTES // 1_000_000} MB, which nobody wrote by hand"
            )
        ]
    if data.startswith(b"\xef\xbb\xbf"):
        message = "begins with a byte order mark, which is a syntax error to PostgreSQL and others"
        return None, [finding(path, "file-bom", message, "save it as UTF-8 without BOM", data, 0)]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: byte 0x{data[error.start]:02x} does not belong"
        return None, [finding(path, "file-not-utf8", message, "save it as UTF-8", data, error.start)]
    if "\0" in text:
        message = "holds a NUL character"
        return None, [finding(path, "file-nul", message, "remove it", data, data.index(b"\0"))]
    if "\r" in text:
        place = data.index(b"\r")
        message = "has Windows line ends" if "\r\n" in text else "has carriage returns"
        hint = f"save it with LF line ends; .gitattributes: *{path.suffix} text eol=lf"
        return text, [finding(path, "file-line-ends", message, hint, data, place, Severity.WARNING)]
    return text, []


def _read_bytes(path: Path) -> bytes:
    """What the file holds, or a little more than MAX_BYTES of it."""
    data = b""
    # Unbuffered and in pieces: there may be thousands of files, and most are small.
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        while len(data) <= MAX_BYTES and (piece := file.read(32_768)):
            data += piece
    return data


def finding(
    path: Path,
    rule: str,
    message: str,
    hint: str = "",
    data: bytes | None = None,
    offset: int = 0,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """A finding on the file as a whole, or at a byte of its data."""
    line = column = 0
    if data is not None:
        before = data[:offset]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return Finding(path, line, column, rule, severity, message, hint)
