# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 21 to 25 and 27: what process we are made, and what becomes of the disk."""
import os
import pty
import re
import signal
import subprocess
import threading
import time

from faults_calls import inject
from trial import Trial

HOSTILE = ["env", "HOME=/nonexistent", "LANG=xx_XX", "LC_ALL=xx", "TZ=junk", "PATH=/nonexistent",
           "https_proxy=http://127.0.0.1:9", "http_proxy=http://127.0.0.1:9",
           "HTTPS_PROXY=http://127.0.0.1:9", "ALL_PROXY=http://127.0.0.1:9",
           "SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent", "CURL_CA_BUNDLE=/nonexistent",
           "OPENSSL_CONF=/nonexistent", "GCONV_PATH=/nonexistent", "G_DEBUG=fatal-warnings",
           "G_MESSAGES_DEBUG=all", "G_SLICE=debug-blocks", "TMPDIR=/nonexistent",
           "SQLITE_TMPDIR=/nonexistent", "MALLOC_PERTURB_=165", "RECIPIENT=\x1b[2J\n", "SENDER=\r\n"]


def shell(script, *words):
    return ["sh", "-c", script, *words]


# label: command before the gateway's; all of these deliver at the first run
SOUND = {
    "no environment": ["env", "-i"],
    "a hostile environment": HOSTILE,
    "standard output closed": shell('exec "$0" "$@" >&-'),
    "standard error closed": shell('exec "$0" "$@" 2>&-'),
    "both closed": shell('exec "$0" "$@" >&- 2>&-'),
    "both full": shell('exec "$0" "$@" >/dev/full 2>&1'),
    "all signals ignored": ["env", "--ignore-signal"],
    "all signals blocked": ["env", "--block-signal"],
    "a folder that is gone": shell('d=$(mktemp -d); cd "$d" && rmdir "$d" && exec "$0" "$@"'),
    "1000 descriptors open": ["python3", "-c", "import os,sys,resource\n"
                              "resource.setrlimit(resource.RLIMIT_NOFILE, (2000, 2000))\n"
                              "for n in range(3, 1003): os.dup2(2, n)\n"
                              "os.execvp(sys.argv[1], sys.argv[1:])"],
    "256 MiB of address space": ["prlimit", "--as=268435456"],
    "1 MiB of stack": ["prlimit", "--stack=1048576"],
    "2 s of CPU": ["prlimit", "--cpu=2"],
    "no core files": ["prlimit", "--core=0"],
    "nice": ["nice", "-n", "19"],
    "an open umask": shell('umask 0; exec "$0" "$@"'),
    "a closed umask": shell('umask 777; exec "$0" "$@"'),
}

# these may put it off
POOR = {
    "16 descriptors": ["prlimit", "--nofile=16"],
    "8 descriptors": ["prlimit", "--nofile=8"],
    "5 descriptors": ["prlimit", "--nofile=5"],
    "64 MiB of address space": ["prlimit", "--as=67108864"],
    "40 MiB of address space": ["prlimit", "--as=41943040"],
    "16 MiB of data": ["prlimit", "--data=16777216"],
    "4 MiB of data": ["prlimit", "--data=4194304"],
    "64 KiB of stack": ["prlimit", "--stack=65536"],
    "no memory to lock": ["prlimit", "--memlock=0"],
    "no signals to queue": ["prlimit", "--sigpending=0"],
    "no fork": ["strace", "-qq", "-f", "-o", "/dev/null", "-e", "inject=clone:error=EAGAIN"],
}


def sound(before, row):
    def case(slot):
        trial = Trial(slot).begin().write()
        result = trial.run(before)
        trial.want(result.status == 0, "not delivered at once")
        return trial.finish(), trial
    return case


def poor(before):
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.run(before)
        return trial.finish(held=True), trial
    return case


def feed(kind):
    """An odd standard input. None of them is a mail that was taken."""
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.deadline = 30
        if kind == "closed":
            result = trial.gate.run(None, shell('exec "$0" "$@" <&-'), stdin=subprocess.DEVNULL)
        elif kind == "/dev/null":
            result = trial.gate.run(None, stdin=subprocess.DEVNULL)
        elif kind == "a folder":
            result = trial.gate.run(None, shell('exec "$0" "$@" </'), stdin=subprocess.DEVNULL)
        elif kind == "for writing only":
            result = trial.gate.run(None, shell('exec "$0" "$@" 0>/dev/null'), stdin=subprocess.DEVNULL)
        elif kind == "a terminal":
            master, slave = pty.openpty()
            os.write(master, trial.bytes + b"\x04\x04")
            result = trial.gate.run(None, stdin=slave)
            os.close(master)
            os.close(slave)
        elif kind == "endless":
            result = trial.gate.run(None, shell('yes "A line" | head -c 120000000 | "$0" "$@"'),
                                    stdin=subprocess.DEVNULL)
        trial.results.append(result)
        trial.want(result.status in ((0, 75) if kind == "a terminal" else (75,)), "taken")
        trial.want(not result.out, "standard output")
        return trial.finish(), trial
    return case


def whole(kind):
    """An odd standard input that is a whole mail nevertheless."""
    def case(slot):
        trial = Trial(slot).begin().write()
        path = slot.folder + "/mail"
        with open(path, "wb") as file:
            file.write(trial.bytes)
        script = {
            "a file": 'exec "$0" "$@" <' + path,
            "slow": '{ head -c 60; sleep 1; head -c 40; sleep 1; cat; } <%s | "$0" "$@"' % path,
            "byte by byte": "dd if=%s bs=1 status=none | \"$0\" \"$@\"" % path,
        }.get(kind)
        if kind == "non-blocking":
            reader, writer = os.pipe()
            os.set_blocking(reader, False)

            def pour():
                for at in range(0, len(trial.bytes), 50):
                    os.write(writer, trial.bytes[at:at + 50])
                    time.sleep(0.05)
                os.close(writer)
            thread = threading.Thread(target=pour)
            thread.start()
            result = trial.gate.run(None, stdin=reader)
            thread.join()
            os.close(reader)
        else:
            result = trial.gate.run(None, shell(script), stdin=subprocess.DEVNULL)
        trial.results.append(result)
        trial.want(result.status == 0, "not taken")
        return trial.finish(), trial
    return case


def signalled(name, call, when):
    """The signal at that call: an end by 75, or by the signal, but never a wrong one."""
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.run(inject(slot, "%s:signal=%s:when=%d" % (call, name, when)))
        return trial.finish(held=True), trial
    return case


def in_child(what):
    """The process that reads the mail dies, is stopped or fails."""
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.run(inject(slot, what))
        trial.finish(held=False) if trial.results[0].status == 75 else None
        if trial.results[0].status == 0:
            # A mail that could not be read is a ticket, and kept whole beside it.
            trial.want(len(trial.desk.copies(trial.words[0])) == 1 or any(
                trial.words[0].encode() in one for one in trial.gate.kept()), "(c) lost")
        return [flaw for flaw in trial.flaws if flaw != "held without need"], trial
    return case


def bomb(text):
    def case(slot):
        trial = Trial(slot).begin().write()
        head, body = trial.bytes.split(b"\n\n", 1)
        # What is out of bounds may be cut; its subject is still there.
        trial.bytes = text(head.replace(b"A question", trial.words[0].encode()), body)
        trial.deadline = 30
        return trial.finish(held=True), trial
    return case


def nested(head, body):
    deep = b""
    for n in range(3000):
        deep += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n)
    return head + b"\n" + deep + b"\n" + body


BOMBS = {
    "90 kB of nested groups": lambda head, body: head + b"\nReply-To: " + b"a:" * 45000 + b"\n\n" + body,
    "3000 nested parts": nested,
    "100 000 headers": lambda head, body: head + b"\nX: y" * 100000 + b"\n\n" + body,
    "a header of 5 MB": lambda head, body: head + b"\nX: " + b"y" * 5000000 + b"\n\n" + body,
    "100 000 parts": lambda head, body: head + b"\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    + body + b"--b\n\n\n" * 100000,
    "nested HTML": lambda head, body: head + b"\nContent-Type: text/html\n\n" + body + b"<div>" * 200000,
    "NULs": lambda head, body: head + b"\n\n" + body + b"\0" * 100000,
    "no line ends": lambda head, body: head + b"\n\n" + body + b"x" * 3000000,
}


class Disk:
    """What a power loss may leave of the files that a run wrote: rebuilt from its calls.

    A file's bytes last once it was synced, a name once its folder was; nothing else does.
    This is the worst that POSIX allows."""

    def __init__(self, log, below):
        self.files, self.names, self.lasting = {}, {}, set()
        self.made, self.lasting_folders = set(), set()
        for line in log:
            self.follow(line, below)

    def follow(self, line, below):
        found = re.match(r"\d+ +(\w+)\((.*)\) += (-?\d+)", line)
        if not found or int(found[3]) < 0:
            return
        call, words = found[1], found[2]
        paths = [one for one in re.findall(r'"([^"]*)"', words) if one.startswith(below)]
        of_fd = re.match(r"\d+<([^>]*)>", words)
        path = of_fd[1] if of_fd else None
        if call == "openat" and "O_CREAT" in words and paths:
            self.names.setdefault(paths[0], paths[0])
            self.files.setdefault(paths[0], False)
        elif call in ("write", "pwrite64", "ftruncate") and path in self.files:
            self.files[path] = False
        elif call in ("fsync", "fdatasync") and path:
            if path in self.files:
                self.files[path] = True
            self.lasting |= {name for name in self.names if os.path.dirname(name) == path}
            self.lasting_folders |= {name for name in self.made if os.path.dirname(name) == path}
        elif call == "link" and len(paths) == 2:
            self.names[paths[1]] = self.names.get(paths[0], paths[0])
        elif call == "rename" and len(paths) == 2:
            self.names[paths[1]] = self.names.pop(paths[0], paths[0])
            self.lasting.discard(paths[0])
        elif call == "unlink" and paths:
            self.names.pop(paths[0], None)
        elif call == "mkdir" and paths:
            self.made.add(paths[0])

    def lasts(self, path):
        folder = os.path.dirname(path)
        return (path in self.lasting and self.files.get(self.names.get(path), False)
                and (folder not in self.made or folder in self.lasting_folders))


CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,link,rename,unlink,mkdir"


def power_loss(spool, spoil=None):
    """The mail is spooled or held, and then the power goes: it is all there."""
    def case(slot):
        trial = Trial(slot).begin(spool=spool).write()
        if spool:
            trial.desk.fault({"match": "*", "close": "before", "count": -1})
        else:
            trial.desk.fault({"match": "POST /tickets", "status": 400, "body": "{}", "count": -1})
        log = []
        tries = [spoil, None, None] if spoil else [None]
        for what in tries:
            trial.run(["strace", "-f", "-qq", "-y", "-s", "4096", "-o", slot.trace, "-e", "trace=" + CALLS,
                       *(["-e", "inject=" + what] if what else [])])
            with open(slot.trace, errors="replace") as file:
                log += file.read().splitlines()
            if trial.results[-1].status == 0:
                break
        trial.want(trial.results[-1].status == 0, "not taken")
        disk = Disk(log, trial.gate.state)
        folder = trial.gate.state + ("/spool" if spool else "/held")
        names = os.listdir(folder)
        trial.want(any(name.endswith(".eml") for name in names), "(c) nothing kept")
        for name in names:
            if name.endswith((".eml", ".json")):
                trial.want(disk.lasts(os.path.join(folder, name)), "(c) %s may be lost" % name[-5:])
        return trial.flaws, trial
    return case


def cases(slot, every):
    for name, before in SOUND.items():
        row = 21 if "environment" in name else 23 if "signals" in name else 24 if before[0] == "prlimit" else 22
        yield row, name, sound(before, row)
    for name, before in POOR.items():
        yield 24, name, poor(before)
    for kind in ("closed", "/dev/null", "a folder", "for writing only", "a terminal", "endless"):
        yield 22, "standard input: " + kind, feed(kind)
    for kind in ("a file", "slow", "byte by byte", "non-blocking"):
        yield 22, "standard input: " + kind, whole(kind)
    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGALRM", "SIGUSR1", "SIGPIPE", "SIGCHLD"):
        for call, first, last in (("openat", 60, 66), ("fcntl", 1, 40), ("pwrite64", 1, 40),
                                  ("fdatasync", 1, 5), ("sendto", 1, 1), ("recvfrom", 1, 1), ("poll", 1, 4)):
            step = (1 if name == "SIGTERM" else 4) * (every // 6 + 1) if last > 9 else 1
            for when in range(first, last + 1, step):
                yield 23, "%s at %s %d" % (name, call, when), signalled(name, call, when)
    for end in ("signal=SEGV", "signal=ABRT", "signal=KILL", "signal=STOP", "error=EBADF", "retval=0"):
        for when in range(1, 6):
            yield 25, "the reader at dup2 %d: %s" % (when, end), in_child("dup2:%s:when=%d" % (end, when))
        yield 25, "the reader at Landlock: " + end, in_child("landlock_restrict_self:%s:when=1" % end)
    for name, text in BOMBS.items():
        yield 25, name, bomb(text)
    # The gateway hides its memory, which only root's strace can read: there are no names else.
    for spool in (True, False) if os.geteuid() == 0 else ():
        yield 27, "spooled" if spool else "held", power_loss(spool)
        for what in ("fsync:error=EIO:when=%d" % n for n in range(1, 7)):
            yield 27, "%s, %s" % ("spooled" if spool else "held", what), power_loss(spool, what)
