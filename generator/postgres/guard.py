"""Run a program that must not outlive its parent: `python guard.py FOLDER UID GID PROGRAM ARGUMENTS...`

The parent holds the other end of this process's stdin. When that closes, in whatever way the parent
came to its end, `kill -9` included, the program is ended and FOLDER removed. A program that ends by
itself leaves FOLDER to the parent. Linux could do this by a parent-death signal; macOS has none.

UID and GID are those to run the program as, or empty to change nothing. This file is run as a
script, by an isolated interpreter: it imports the standard library only, and little of it.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time

PATIENCE = 10  # seconds for an immediate shutdown, which takes milliseconds


def main(arguments: list[str]) -> int:
    folder, uid, gid, *command = arguments
    parent_gone = False
    # The guard's own stdin is the pipe; its stdout and stderr, the program's log, are inherited.
    process = subprocess.Popen(  # noqa: S603 - the command is our own
        command,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        user=int(uid) if uid else None,
        group=int(gid) if gid else None,
        extra_groups=[] if uid else None,
    )

    def end() -> None:
        nonlocal parent_gone
        os.read(0, 1)
        parent_gone = True
        process.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate shutdown; any other program just ends
        time.sleep(PATIENCE)
        process.kill()

    threading.Thread(target=end, daemon=True).start()
    code = int(process.wait())
    if parent_gone:
        remove(folder)
    return code


def remove(folder: str) -> None:
    """Remove a folder that what is left of the program may still write to."""
    deadline = time.monotonic() + PATIENCE
    while os.path.exists(folder) and time.monotonic() < deadline:  # noqa: PTH110 - pathlib is slow to import
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
