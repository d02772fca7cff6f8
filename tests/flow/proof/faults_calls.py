# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 2 to 5: calls of the system that fail, memory that runs out, unsure commits."""
import collections
import os
import re

from trial import Trial

FAILURES = {
    "openat": "EIO ENOSPC EACCES EMFILE ENOMEM EINTR",
    "read": "EIO EINTR", "pread64": "EIO EINTR", "recvfrom": "EIO EINTR ECONNRESET",
    "write": "EIO ENOSPC EINTR", "pwrite64": "EIO ENOSPC EINTR",
    "fsync": "EIO ENOSPC", "fdatasync": "EIO ENOSPC", "ftruncate": "EIO ENOSPC EINTR",
    "fcntl": "EIO EACCES ENOMEM EINTR", "sendto": "EIO EINTR ECONNRESET EPIPE",
    "connect": "EACCES EINTR ECONNREFUSED", "socket": "EMFILE EACCES ENOMEM",
    "poll": "ENOMEM EINTR", "mmap": "ENOMEM", "clone": "EAGAIN ENOMEM",
    "memfd_create": "EMFILE ENOMEM", "pipe2": "EMFILE", "wait4": "EINTR",
    "unlink": "EIO EACCES", "link": "EIO ENOSPC", "mkdir": "EACCES ENOSPC",
    "newfstatat": "EIO EACCES ENOMEM", "access": "EIO EACCES", "statfs": "EIO",
    "getrandom": "EINTR", "lseek": "EIO", "close": "EIO EINTR", "fchown": "EIO",
    "prctl": "EINVAL", "dup2": "EBUSY", "prlimit64": "EPERM", "landlock_add_rule": "EINVAL",
    "landlock_create_ruleset": "EOPNOTSUPP", "brk": "ENOMEM", "getsockopt": "EIO",
    "setsockopt": "EIO", "lstat": "EIO", "futex": "EINTR",
}


def counts(slot, known):
    """For each call: (made by the loader, made by one process in all)."""
    trial = Trial(slot).begin(known).write()
    trial.run(["strace", "-f", "-qq", "-o", slot.trace])
    early, all_ = collections.Counter(), collections.Counter()
    with open(slot.trace, errors="replace") as file:
        lines = re.findall(r"^(\d+) +(\w+)\(", file.read(), re.M)
    parent, loading = lines[0][0], True
    for process, call in lines:
        # The first thing that the program does is to close what it was given.
        loading = loading and call != "close_range"
        all_[process, call] += 1
        if loading and process == parent:
            early[call] += 1
    most = collections.Counter()
    for (_, call), n in all_.items():
        most[call] = max(most[call], n)
    return early, most


def inject(slot, what):
    return ["strace", "-f", "-qq", "-o", slot.trace, "-e", "trace=" + what.split(":")[0],
            "-e", "inject=" + what]


def failing(what, known, reply=False):
    def case(slot):
        trial = Trial(slot).begin(known).write(reply)
        trial.run(inject(slot, what))
        if what.startswith("write"):  # it cannot say why, since that is a write
            trial.flaws = [flaw for flaw in trial.flaws if "without a reason" not in flaw]
        return trial.finish(held=True), trial
    return case


def shimmed(n, shim):
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.run(["env", "LD_PRELOAD=" + shim, "SHIM_MALLOC=" + n])
        # What a library of libcurl's says where it begins, before anybody can stop it.
        trial.flaws = [flaw for flaw in trial.flaws if "GnuTLS initialization" not in flaw]
        return trial.finish(held=True), trial
    return case


def several(calls, shape, reply):
    """The same failure at one place in each of several tries."""
    def case(slot):
        trial = Trial(slot).begin().write(reply)
        for what in calls:
            trial.run(inject(slot, what))
        return trial.finish(held=True), trial
    return case


def cases(slot, every, shim):
    for known in (True, False):
        early, most = counts(slot, known)
        at = {2: 0, 3: 0}
        for call, errors in FAILURES.items():
            for when in range(early[call] + 1, most[call] + 1):
                for error in errors.split():
                    for row, plus in ((2, ""), (3, "+")):
                        # No kernel interrupts every call for ever.
                        if plus and error == "EINTR":
                            continue
                        at[row] += 1
                        if at[row] % every == 0 or (call in ("fdatasync", "fsync") and not plus):
                            what = "%s:error=%s:when=%d%s" % (call, error, when, plus)
                            real = 5 if call in ("fdatasync", "fsync") else row
                            yield real, what + ("" if known else ", no state yet"), failing(what, known)
    early, most = counts(slot, True)
    for when in range(1, most["fdatasync"] + 1):
        what = "fdatasync:error=EIO:when=%d" % when
        yield 5, what + ", a reply", failing(what, True, reply=True)
        for again in range(1, most["fdatasync"] + 1, 2):
            yield 5, what + ", then the %dth" % again, several(
                [what, "fdatasync:error=EIO:when=%d" % again], None, False)
    if shim:
        for n in range(1, 6000, 2 * every + 1):
            yield 4, "allocation %d" % n, shimmed(str(n), shim)
            if n % 2:
                yield 4, "allocation %d and all after it" % n, shimmed("%d+" % n, shim)
