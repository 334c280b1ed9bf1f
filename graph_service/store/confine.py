"""Take rights away from the calling process: files, network, system calls, resources.

Each function leaves the process with fewer rights than before and cannot be undone. Where the
platform lacks a feature the function says so in its answer and the others still hold. Everything
goes through the C library by ctypes; numbers and layouts are those of the Linux user-space API
(``linux/landlock.h``, ``linux/seccomp.h``, ``linux/filter.h``, ``asm/unistd.h``).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

PR_SET_NO_NEW_PRIVS = 38
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_VERSION, LANDLOCK_RULE_PATH_BENEATH, LANDLOCK_READ_FILE = 1, 1, 1 << 2
SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL, SECCOMP_TSYNC = 1, 2, 1
SECCOMP_ALLOW, SECCOMP_ERRNO, SECCOMP_KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
CAPABILITY_VERSION = 0x20080522
CLONE_THREAD, PROT_EXEC = 0x10000, 0x4
ENOSYS_CALLS = ("clone3",)

_X86_64 = """
    read=0 write=1 close=3 fstat=5 poll=7 lseek=8 munmap=11 brk=12 rt_sigaction=13
    rt_sigprocmask=14 rt_sigreturn=15 pread64=17 readv=19 writev=20 sched_yield=24
    mremap=25 mincore=27 madvise=28 nanosleep=35 getpid=39 exit=60 gettimeofday=96
    getrusage=98 sysinfo=99 times=100 sigaltstack=131 gettid=186 futex=202
    sched_getaffinity=204 restart_syscall=219 clock_gettime=228 clock_getres=229
    clock_nanosleep=230 exit_group=231 ppoll=271 set_robust_list=273 getcpu=309
    getrandom=318 membarrier=324 rseq=334 futex_waitv=449
    mmap=9 mprotect=10 clone=56 clone3=435
"""
_AARCH64 = """
    close=57 lseek=62 read=63 write=64 readv=65 writev=66 pread64=67 ppoll=73 fstat=80
    exit=93 exit_group=94 futex=98 set_robust_list=99 nanosleep=101 clock_gettime=113
    clock_getres=114 clock_nanosleep=115 sched_getaffinity=123 sched_yield=124
    restart_syscall=128 sigaltstack=132 rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139
    times=153 getrusage=165 getcpu=168 gettimeofday=169 getpid=172 gettid=178 sysinfo=179
    brk=214 munmap=215 mremap=216 mincore=232 madvise=233 getrandom=278 membarrier=283
    rseq=293 futex_waitv=449
    clone=220 mmap=222 mprotect=226 clone3=435
"""


def _numbers(table: str) -> dict[str, int]:
    return {name: int(number) for name, number in (word.split("=") for word in table.split())}


MACHINES = {
    # machine: (audit architecture, number of seccomp(2), the calls that a reader needs)
    "x86_64": (0xC000003E, 317, _numbers(_X86_64)),
    "aarch64": (0xC00000B7, 277, _numbers(_AARCH64)),
}
_CHECKED = {"clone": (0, CLONE_THREAD, True), "mmap": (2, PROT_EXEC, False),
            "mprotect": (2, PROT_EXEC, False)}  # fmt: skip
"""Calls that depend on one argument: its index, a bit, and whether that bit must be set."""


def platform_features() -> dict[str, Any]:
    """Return what this platform offers, without changing anything.

    ``landlock`` is the version of its interface (0: absent; files from 1, TCP from 4, signals
    from 6), ``seccomp`` tells whether system calls can be filtered here.
    """
    return {"landlock": _landlock_version(), "seccomp": _seccomp_available()}


def describe_features(features: dict[str, Any]) -> dict[str, Any]:
    """Add ``missing``: a sentence for each protection that the platform does not offer."""
    missing = []
    if not features["landlock"]:
        missing.append("Landlock is absent: no second wall around files")
    elif features["landlock"] < 4:
        missing.append("Landlock is older than version 4: no second wall around TCP")
    if not features["seccomp"]:
        missing.append("seccomp is absent: system calls are not filtered")
    return {**features, "missing": missing}


def limit_resources(*, open_files: int = 64) -> list[str]:
    """Forbid growing files and core dumps and bound open files; return the limits that hold."""
    if sys.platform == "win32":
        return []
    limits = {"RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": open_files}
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    return sorted(limits)


def drop_privileges() -> bool:
    """Give up all capabilities and the way to new ones (set-user-id programs)."""
    if not sys.platform.startswith("linux"):
        return False
    libc = _libc()
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    dropped = libc.capset(header, bytes(24)) == 0
    return bool(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and dropped)


def restrict_files(readable: Iterable[Path]) -> int:
    """Leave the right to read the given files and no other; deny TCP and signals where possible.

    Holds for the calling thread and the threads it starts later: call it while there is one.
    Needs ``drop_privileges`` before. Returns the Landlock version in force, 0 where absent.
    """
    version = _landlock_version()
    if version == 0:
        return 0
    libc = _libc()
    file_rights = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    attributes = struct.pack("=Q", (1 << file_rights) - 1)
    if version >= 4:
        attributes += struct.pack("=Q", 0b11)
    if version >= 6:
        attributes += struct.pack("=Q", 0b11)
    size = ctypes.c_size_t(len(attributes))
    rules = _done(libc.syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0))
    try:
        for path in readable:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("=Qi", LANDLOCK_READ_FILE, handle)
                kind = LANDLOCK_RULE_PATH_BENEATH
                _done(libc.syscall(LANDLOCK_ADD_RULE, rules, kind, rule, 0))
            finally:
                os.close(handle)
        _done(libc.syscall(LANDLOCK_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)
    return version


def restrict_calls() -> bool:
    """Allow only the system calls that reading an open graph needs, in all threads.

    No file can be opened, made, renamed or removed any more, no socket made, no program started,
    no process forked or traced, no memory made executable: such calls fail with EPERM.
    Needs ``drop_privileges`` before. Returns False where the platform has no filter.
    """
    if not _seccomp_available():
        return False
    architecture, _, numbers = MACHINES[platform.machine()]
    program = call_filter(architecture, numbers)
    install_filter(program)
    return True


def call_filter(architecture: int, numbers: dict[str, int]) -> list[tuple[int, int, int, int]]:
    """Return the classic BPF program (code, jump if true, jump if false, operand) of the list."""
    refuse = SECCOMP_ERRNO | errno.EPERM
    load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, SECCOMP_KILL_PROCESS)]
    program.append((load, 0, 0, 0))
    for name, number in numbers.items():
        if name in ENOSYS_CALLS:
            program += [(equal, 0, 1, number), (answer, 0, 0, SECCOMP_ERRNO | errno.ENOSYS)]
        elif name in _CHECKED:
            argument, bit, wanted = _CHECKED[name]
            allowed, refused = (answer, 0, 0, SECCOMP_ALLOW), (answer, 0, 0, refuse)
            program += [(equal, 0, 4, number), (load, 0, 0, 16 + 8 * argument)]
            program += [(any_bit, 0, 1, bit)]
            program += [allowed, refused] if wanted else [refused, allowed]
        else:
            program += [(equal, 0, 1, number), (answer, 0, 0, SECCOMP_ALLOW)]
    return [*program, (answer, 0, 0, refuse)]


def install_filter(program: list[tuple[int, int, int, int]]) -> None:
    """Install a seccomp filter for all threads of this process; raises OSError."""
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    header = struct.pack("@HP", len(program), ctypes.addressof(code))
    number = MACHINES[platform.machine()][1]
    _done(_libc().syscall(number, SECCOMP_SET_MODE_FILTER, SECCOMP_TSYNC, header))


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _done(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _landlock_version() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    version = _libc().syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_VERSION)
    return max(0, int(version))


def _seccomp_available() -> bool:
    if not sys.platform.startswith("linux") or platform.machine() not in MACHINES:
        return False
    number = MACHINES[platform.machine()][1]
    action = struct.pack("=I", SECCOMP_ERRNO)
    return bool(_libc().syscall(number, SECCOMP_GET_ACTION_AVAIL, 0, action) == 0)
