"""A seccomp filter for what Landlock does not cover: Unix sockets of other services, ptrace and io_uring.

A worker that could open a Unix socket would reach, for instance, a container engine's control socket, as Landlock
checks files when they are opened, not sockets when they are connected to. Pairs of connected sockets, which
interpreters use for their own children, stay allowed. io_uring must go too, because it opens sockets past the filter.
Source: Linux kernel documentation, "Seccomp BPF"; ``linux/audit.h`` for the architecture numbers.
"""

from __future__ import annotations

import ctypes
import errno
import os

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD_WORD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_FIRST_ARGUMENT = 0, 4, 16
_AF_UNIX = 1
_X32_NUMBERS = 0x40000000
# machine: (audit architecture, socket, ptrace)
_ARCHITECTURES = {"x86_64": (0xC000003E, 41, 101), "aarch64": (0xC00000B7, 198, 117)}
_IO_URING_SETUP = 425


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def supported() -> bool:
    """Whether this machine's system-call numbers are known here."""
    return os.uname().machine in _ARCHITECTURES


def refuse_unix_sockets() -> None:
    """Install the filter on this process and its descendants. Needs no_new_privs. Raises OSError when refused."""
    architecture, socket_call, ptrace_call = _ARCHITECTURES[os.uname().machine]
    steps = (
        (_LOAD_WORD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_EQUAL, 0, 8, architecture),  # a foreign instruction set would have other numbers: refuse
        (_LOAD_WORD, 0, 0, _OFFSET_NUMBER),
        (_JUMP_GREATER_EQUAL, 6, 0, _X32_NUMBERS),
        (_JUMP_EQUAL, 5, 0, ptrace_call),
        (_JUMP_EQUAL, 4, 0, _IO_URING_SETUP),
        (_JUMP_EQUAL, 0, 2, socket_call),
        (_LOAD_WORD, 0, 0, _OFFSET_FIRST_ARGUMENT),
        (_JUMP_EQUAL, 1, 0, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), ctypes.cast(instructions, ctypes.POINTER(_Instruction)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
