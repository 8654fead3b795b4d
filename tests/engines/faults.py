"""A system that refuses: calls of the kernel that fail for a process, with no help of the program that makes them.

The kernel's own filter of calls (seccomp) answers for them, so what fails is real: ``os.fsync`` raises what it would
raise if the disk had failed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

_CALLS = {
    "x86_64": (0xC000003E, {"fsync": (74,), "rename": (82, 264, 316), "unlink": (87, 263), "mkdir": (83, 258)}),
    "aarch64": (0xC00000B7, {"fsync": (82,), "rename": (38, 276), "unlink": (35,), "mkdir": (34,)}),
}
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IS, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4


def can_refuse() -> bool:
    """Whether this system has such filters."""
    return sys.platform == "linux" and platform.machine() in _CALLS


def refuse(call: str, error: int = errno.EIO) -> None:
    """Let a call fail from here on, in this process and its children, for good."""
    architecture, calls = _CALLS[platform.machine()]
    numbers = calls[call]
    program = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_IS, 0, len(numbers) + 1, architecture), (_LOAD, 0, 0, _NUMBER_AT)]
    program += [(_IS, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERROR | error)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *instruction) for instruction in program))
    whole = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, whole, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")
