"""Namespaces and user ids: what makes the process limit count per worker and lets no descendant outlive it."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNS = 0x10000000, 0x20000000, 0x00020000
_MS_BIND, _MS_REC, _MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_READ_SEARCH = 2
# systemd's range for ids without a name ("Users, Groups, UIDs and GIDs on systemd systems"): nobody owns files there.
_FIRST_ANONYMOUS_ID, _ANONYMOUS_IDS = 61184, 4336


TMP = "/tmp"  # noqa: S108 - the worker's own


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def enter_namespaces() -> bool:
    """Give this process's next children their own process-id space; without root, inside an own user namespace.

    False where the platform refuses that (containers and some distributions do).
    """
    if os.uname().sysname != "Linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        return bool(libc.unshare(_CLONE_NEWPID) == 0)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWPID) != 0:
        return False
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    return True


def mount_as_tmp(folder: str, visible: list[str]) -> bool:
    """Make ``folder`` this process's ``/tmp``, as functions expect one there (Lambda Developer Guide, "Configure
    ephemeral storage"); what of ``visible`` lies in the real one stays where it is.

    Needs the privileges that :func:`enter_namespaces` leaves; False where that is refused.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # Private, as otherwise the mounts would show outside as well.
    if libc.unshare(_CLONE_NEWNS) != 0 or libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) != 0:
        return False
    for path in visible:
        if path.startswith(f"{TMP}/") and Path(path).exists():
            _bind(libc, path, _stand_in(path, folder + path[len(TMP) :]))
    return _bind(libc, folder, TMP)


def _stand_in(path: str, place: str) -> str:
    """An empty file or folder at ``place`` for ``path`` to be mounted on."""
    if Path(path).is_dir():
        Path(place).mkdir(parents=True, exist_ok=True)
    else:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).touch()
    return place


def _bind(libc: ctypes.CDLL, what: str, where: str) -> bool:
    return bool(libc.mount(what.encode(), where.encode(), None, _MS_BIND | _MS_REC, None) == 0)


def anonymous_ids_exist() -> bool:
    """Whether root may become such an id here; a user namespace can lack them."""
    if os.uname().sysname != "Linux":
        return True
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        inside, _, count = map(int, line.split())
        if inside <= _FIRST_ANONYMOUS_ID and inside + count >= _FIRST_ANONYMOUS_ID + _ANONYMOUS_IDS:
            return True
    return False


def become_anonymous(seed: int, folders: list[str], *, keep_reading: bool) -> None:
    """As root: take a user id without a name, owning only ``folders``.

    The kernel does not apply RLIMIT_NPROC to root. ``keep_reading`` keeps the one capability that lets code below a
    private home directory be read (CAP_DAC_READ_SEARCH); only for a process that Landlock confines next.
    """
    identity = _FIRST_ANONYMOUS_ID + seed % _ANONYMOUS_IDS
    for folder in folders:
        os.chown(folder, identity, identity)
    libc = ctypes.CDLL(None, use_errno=True)
    if keep_reading:
        # Capabilities then survive the change of the user id, and access(2) counts them, as Node.js relies on it.
        _checked(libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    os.setresgid(identity, identity, identity)
    os.setresuid(identity, identity, identity)
    if keep_reading:
        bit = 1 << _CAP_DAC_READ_SEARCH
        header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
        sets = (_CapabilityData * 2)(_CapabilityData(bit, bit, bit), _CapabilityData(0, 0, 0))
        _checked(libc.capset(ctypes.byref(header), ctypes.byref(sets)))
        _checked(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_READ_SEARCH, 0, 0))


def _checked(result: int) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
