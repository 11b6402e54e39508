"""Landlock: a process gives up, for itself and all its descendants, what it was not explicitly granted.

Source: Linux kernel documentation, "Landlock: unprivileged access control". The three system calls have the same
numbers on every architecture and no C library wrapper.
"""

from __future__ import annotations

import ctypes
import os
import stat

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_VERSION_FLAG = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_ABI_RIGHTS = (1 << 13) - 1
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_SCOPE_ABSTRACT_UNIX_SOCKET, _SCOPE_SIGNAL = 1 << 0, 1 << 1

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_DEVICE = _READ_FILE | _WRITE_FILE


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi_version() -> int:
    """The kernel's Landlock ABI; 0 when the kernel or the platform has none."""
    if os.uname().sysname != "Linux":
        return 0
    libc = ctypes.CDLL(None)
    return max(0, int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))))


def scopes_signals(abi: int) -> bool:
    """Whether this ABI keeps signals and abstract Unix sockets inside the domain."""
    return abi >= 6


def restrict_self(
    abi: int, *, readable: list[str], listable: list[str], devices: list[str], writable: list[str]
) -> None:
    """Allow reading and running below ``readable``, seeing names below ``listable``, reading and writing ``devices``,
    anything below ``writable``.

    Paths that do not exist are left out. Network access stays as it was. Raises OSError when a step is refused:
    the caller must then not go on.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    handled = _handled_rights(abi)
    scoped = _SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL if scopes_signals(abi) else 0
    attributes = _RulesetAttr(handled, 0, scoped)
    # Older kernels know a shorter structure and refuse a longer one unless its tail is zero.
    ruleset = _checked(
        libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(ctypes.sizeof(attributes)), 0)
    )
    for paths, rights in ((readable, _READ), (listable, _READ_DIR), (devices, _DEVICE), (writable, handled)):
        for path in paths:
            _allow(libc, ruleset, path, rights & handled)
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _handled_rights(abi: int) -> int:
    rights = _FIRST_ABI_RIGHTS
    if abi >= 2:
        rights |= _REFER
    if abi >= 3:
        rights |= _TRUNCATE
    if abi >= 5:
        rights |= _IOCTL_DEV
    return rights


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        anchor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(anchor).st_mode):
            rights &= _FILE_RIGHTS
        rule = _PathBeneathAttr(rights, anchor)
        _checked(libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(anchor)


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
