# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 6 to 8 and 10: full disks, broken states, two processes, clocks that jump."""
import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import threading

from trial import Trial, wait_until


@contextlib.contextmanager
def small_disk(trial, room):
    """The state on a disk of its own, with so many bytes free."""
    state = trial.gate.state
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", state], check=True)
    try:
        shutil.copytree(trial.slot.known, state, dirs_exist_ok=True)
        info = os.statvfs(state)
        with open(state + "/filler", "wb") as file:
            file.write(b"x" * max(0, info.f_bavail * info.f_frsize - room))
        yield
    finally:
        subprocess.run(["umount", "-l", state], check=True)


def full(room, reply, spool=False, refused=False):
    def case(slot):
        trial = Trial(slot).begin(spool=spool).write(reply)
        if refused:
            trial.desk.fault({"match": "POST /tickets", "status": 400, "body": "{}"})
        with small_disk(trial, room):
            result = trial.run()
            if result.status == 0 and spool and not trial.desk.copies(trial.words[0]):
                trial.want(any(trial.words[0].encode() in one for one in
                               trial.gate.kept("spool") + trial.gate.kept()),
                           "(c) taken, but neither delivered nor spooled")
                os.unlink(trial.gate.state + "/filler")
                trial.want(trial.gate.run(None, words=["flush"], stdin=subprocess.DEVNULL).status == 0
                           or trial.gate.kept(), "not flushed")
                trial.gate.configure()
            else:
                os.unlink(trial.gate.state + "/filler")
            return trial.finish(held=True), trial
    return case


def file_limit(size, large):
    def case(slot):
        trial = Trial(slot).begin().write()
        mail = trial.bytes + (b"A line of filler.\n" * 200000 if large else b"")
        trial.bytes = mail
        trial.run(["prlimit", "--fsize=%d" % size])
        return trial.finish(), trial
    return case


def digest(path):
    if os.path.isdir(path):
        return "a folder"
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def overwrite(path, at, bytes_):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(bytes_)


def future(path):
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()


def foreign(path):
    os.unlink(path)
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE songs (name)")
    base.commit()
    base.close()


def only_log(path):
    os.rename(path, path + "-wal")


def folder(path):
    os.unlink(path)
    os.mkdir(path)


def no_database(path):
    with open(path, "wb") as file:
        file.write(b"This is a text, and no database at all.\n" * 300)


SPOILS = {
    "cut in the middle": lambda path: os.truncate(path, os.path.getsize(path) // 2),
    "cut behind the header": lambda path: os.truncate(path, 100),
    "emptied": lambda path: os.truncate(path, 0),
    "its first page zeroed": lambda path: overwrite(path, 0, bytes(4096)),
    "its second page zeroed": lambda path: overwrite(path, 4096, bytes(4096)),
    "its schema garbled": lambda path: overwrite(path, 100, b"\xff" * 400),
    "a text": no_database,
    "a folder": folder,
    "another program's": foreign,
    "from the future": future,
    "a log without a database": only_log,
    "another user's": lambda path: os.chown(path, 12345, 12345),
}


def spoilt(name):
    def case(slot):
        trial = Trial(slot).begin().write()
        path = trial.gate.state + "/state.db"
        SPOILS[name](path)
        there = {one: digest(os.path.join(trial.gate.state, one))
                 for one in os.listdir(trial.gate.state) if one.startswith("state.db")}
        result = trial.run()
        if result.status == 75:
            trial.want(b"state" in result.err, "the reason does not name the state")
            for one, was in there.items():
                if not one.endswith(("-shm", ".lock")):
                    trial.want(digest(os.path.join(trial.gate.state, one)) == was,
                               "%s was changed" % one)
        else:
            # What is damaged may not have been looked at; it must be sound then.
            trial.want(len(trial.desk.copies(trial.words[0])) == 1, "(c) taken, but not there")
        shutil.rmtree(trial.gate.state)
        shutil.copytree(slot.known, trial.gate.state)
        if result.status == 75:
            trial.want(not trial.desk.copies(trial.words[0]), "posted without a state")
            return trial.finish(), trial
        return trial.flaws, trial
    return case


def read_only(slot):
    trial = Trial(slot).begin().write()
    trial.later(reason=b"state", before=["unshare", "-m", "sh", "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"",
                trial.gate.state])
    trial.want(not trial.desk.copies(trial.words[0]), "posted without a state")
    return trial.finish(), trial


def overlapping(what, n=3):
    """n processes with one mail; the first is slow at one call."""
    def case(slot):
        trial = Trial(slot).begin().write()
        seen = trial.seen()
        if what == "POST":
            trial.desk.fault({"match": "POST /tickets", "delay_ms": 1500})
            before = []
        else:
            before = ["strace", "-f", "-qq", "-o", slot.trace, "-e", "trace=" + what.split(":")[0],
                      "-e", "inject=" + what]
        threads = [threading.Thread(target=trial.run, args=(before if i == 0 else [],))
                   for i in range(n)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        trial.finish()
        trial.want(len(trial.posts(seen)) == 1, "(b) %d POSTs" % len(trial.posts(seen)))
        return trial.flaws, trial
    return case


def clocks(shim, first, second, fault):
    """The first try with one clock loses its answer; the second has another clock."""
    def case(slot):
        trial = Trial(slot).begin().write()
        if fault:
            trial.desk.fault(fault)
        trial.run(["env", "LD_PRELOAD=" + shim, *first])
        for _ in range(3):
            trial.run(["env", "LD_PRELOAD=" + shim, *second])
        return trial.finish(), trial
    return case


def set_back(shim, by):
    """The first try is killed when it has asked, and the clock put right; the desk carries it out late."""
    def case(slot):
        trial = Trial(slot).begin(rest="limits : { deadline = 3; };").write()
        trial.desk.fault({"match": "POST /tickets", "close": "reset", "act": True, "act_delay_ms": 4000})
        trial.run(["strace", "-f", "-qq", "-o", slot.trace, "-e", "trace=recvfrom", "-e",
                   "inject=recvfrom:signal=KILL:when=1", "env", "LD_PRELOAD=" + shim, "SHIM_CLOCK=%d" % by],
                  may_die=True)
        trial.want(trial.results[0].killed, "not killed")
        trial.gate.until_taken(trial.bytes, trial.results)
        # What is still to come of it comes now, or never.
        wait_until(lambda: len(trial.desk.copies(trial.words[0])) > 1, 6)
        return trial.finish(doubt=by > 30), trial
    return case


HOUR, YEAR = 3600, 366 * 86400
LOST = {"match": "POST /tickets", "close": "after"}
NEVER = {"match": "POST /tickets", "close": "before"}


def cases(every, shim):
    if os.geteuid() == 0:
        for room in range(0, 200 * 1024, 8192):
            yield 6, "%d bytes free" % room, full(room, reply=room % 16384 != 0)
        for room in (0, 4096, 8192, 16384, 65536):
            yield 6, "%d bytes free, with a spool" % room, full(room, False, spool=True)
            yield 6, "%d bytes free, to be held" % room, full(room, False, refused=True)
        yield 7, "read only", read_only
    for size in (0, 1, 1000, 4096, 20000, 40000, 100000, 1000000):
        yield 6, "no file over %d bytes" % size, file_limit(size, False)
        yield 6, "no file over %d bytes, a large mail" % size, file_limit(size, True)
    for name in SPOILS:
        if os.geteuid() == 0 or name != "another user's":
            yield 7, name, spoilt(name)
    for _ in range(3):
        yield 8, "the POST is slow", overlapping("POST")
    for call, n in (("fdatasync", 7), ("sendto", 1), ("fcntl", 40), ("openat", 62), ("recvfrom", 1)):
        for when in range(1, n + 1, 1 if n < 10 else 6):
            what = "%s:delay_enter=700000:when=%d" % (call, when)
            yield 8, what, overlapping(what)
    if shim:
        moves = (-HOUR, HOUR, -YEAR, YEAR)
        for by in moves:
            for fault in (None, LOST, NEVER):
                yield 10, "%+d s, then right, %s" % (by, fault), clocks(
                    shim, ["SHIM_CLOCK=%d" % by], [], fault)
                yield 10, "right, then %+d s, %s" % (by, fault), clocks(
                    shim, [], ["SHIM_CLOCK=%d" % by], fault)
            for at in (1, 3, 5, 8, 12):
                yield 10, "%+d s at reading %d" % (by, at), clocks(
                    shim, ["SHIM_JUMP=%d:%d" % (at, by)], [], LOST)
        for by in (3, 60, HOUR):
            yield 10, "%d s ahead, then right, and carried out late" % by, set_back(shim, by)
