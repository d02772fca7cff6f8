# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the gateway around each call with which it keeps attachments, and fills its disk.

Whatever happens: a link that stands in a ticket leads to the file, whole; a file in the
archive is what its name says; and in the end there is one ticket.

From the environment: KILL_SLOTS."""
import base64
import collections
import contextlib
import hashlib
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse

from world import flaws_of_run, flaws_of_state, slots, speak, token, verdict

URL = "https://files.example/a"
KILLS = "openat mkdirat write fsync renameat linkat flock close pwrite64 sendto fdatasync".split()
FAULTS = [("write", "ENOSPC"), ("write", "EIO"), ("fsync", "EIO"), ("renameat", "ENOSPC"),
          ("linkat", "EPERM"), ("linkat", "EMLINK"), ("mkdirat", "ENOSPC"), ("openat", "EMFILE"),
          ("pwrite64", "ENOSPC"), ("flock", "ENOLCK"), ("pread64", "EIO")]


def letter():
    """A mail with files, one of them twice; (its bytes, its word, the files by name)."""
    word = token()
    files = {"one %s.pdf" % word: word.encode() * 10, "large.bin": os.urandom(150000)}
    files["again.pdf"] = files["one %s.pdf" % word]
    lines = ["From: Ada Byron <ada@example.net>", "To: support@example.com", "Subject: " + word,
             "Message-ID: <%s@example.net>" % word, "MIME-Version: 1.0",
             "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "See the files. " + word]
    for name, data in files.items():
        lines += ["--b", "Content-Type: application/octet-stream", "Content-Transfer-Encoding: base64",
                  "Content-Disposition: attachment; filename=\"%s\"" % name, "",
                  base64.encodebytes(data).decode().rstrip()]
    return "\n".join(lines + ["--b--", ""]).encode(), word, files


class Case:
    def __init__(self, slot):
        self.slot, self.gate = slot, slot.gate
        self.archive = slot.folder + "/archive"
        self.flaws, self.results = [], []
        self.begin()

    def begin(self):
        self.gate.forget(self.slot.known)
        shutil.rmtree(self.archive, ignore_errors=True)
        self.gate.configure(rest='attachments : { archive = "%s"; url = "%s"; };' % (self.archive, URL))
        self.mail, self.word, self.files = letter()

    def run(self, before=()):
        self.results.append(self.gate.run(self.mail, before))
        self.look("after try %d" % len(self.results))
        return self.results[-1]

    def look(self, when):
        """No link is dead, at any moment; no file in the archive is broken."""
        for _, _, text in self.slot.desk.copies(self.word):
            links = re.findall(re.escape(URL) + r"/(\S+)", text)
            if not links and self.is_unread():
                continue
            if len(links) != len(self.files):
                self.flaws.append("%s: %d links for %d files" % (when, len(links), len(self.files)))
            for link in links:
                path = os.path.join(self.archive, "public", urllib.parse.unquote(link))
                want = self.files[os.path.basename(path)]
                try:
                    with open(path, "rb") as file:
                        if file.read() != want:
                            self.flaws.append("%s: not the file that was sent: %s" % (when, link))
                except OSError as error:
                    self.flaws.append("%s: a dead link: %s" % (when, error))
        for folder, _, names in os.walk(self.archive + "/files"):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    if hashlib.sha256(file.read()).hexdigest() != name:
                        self.flaws.append("%s: not what its name says: %s" % (when, name))

    def is_unread(self):
        """Only the reader was killed: the ticket says so, and the whole mail is kept."""
        return (b"could not be read" in self.gate.log_text()
                and [one.replace(b"\r", b"") for one in self.gate.kept()] == [self.mail])

    def finish(self):
        if not self.gate.until_taken(self.mail, self.results):
            self.flaws.append("never taken: %r" % self.results[-1])
        self.look("in the end")
        copies = len(self.slot.desk.copies(self.word))
        if copies != 1:
            self.flaws.append("%d copies" % copies)
        # A process that was killed may leave an unfinished file, and nothing else.
        if not self.is_unread() and len([name for _, _, names in os.walk(self.archive + "/files") for name in names]) != 2:
            self.flaws.append("not each file once")
        for result in self.results:
            # What fails before our first line is the loader's.
            if b"error while loading shared libraries" not in result.err:
                self.flaws += flaws_of_run(result, may_die=True)
        self.flaws += flaws_of_state(self.gate)
        return self.flaws


def inject(slot, call, what):
    return ["strace", "-f", "-qq", "-o", slot.trace, "-e", "trace=" + call, "-e",
            "inject=%s:%s" % (call, what)]


def killed(call, n):
    def run(slot):
        case = Case(slot)
        case.run(inject(slot, call, "signal=KILL:when=%d" % n))
        with open(slot.trace, errors="replace") as file:
            hit = "+++ killed by SIGKILL +++" in file.read()
        return case.finish(), hit
    return run


def faulty(call, error, n):
    def run(slot):
        case = Case(slot)
        case.run(inject(slot, call, "error=%s:when=%d" % (error, n)))
        with open(slot.trace, errors="replace") as file:
            hit = "(INJECTED)" in file.read()
        return case.finish(), hit
    return run


@contextlib.contextmanager
def small_disk(folder, room):
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % room, "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def full(room):
    """An archive without room: later, and nothing is lost."""
    def run(slot):
        case = Case(slot)
        with small_disk(case.archive, room):
            result = case.run()
            if result.status != 75 or slot.desk.copies(case.word):
                case.flaws.append("a ticket without its files: %r" % result)
            if b"archive" not in result.err:
                case.flaws.append("the reason does not name the archive: %r" % result.err)
        return case.finish(), True
    return run


def file_limit(size):
    def run(slot):
        case = Case(slot)
        case.run(["prlimit", "--fsize=%d" % size])
        return case.finish(), True
    return run


def count_calls(slot):
    case = Case(slot)
    case.run(["strace", "-f", "-qq", "-o", slot.trace])
    with open(slot.trace, errors="replace") as file:
        made = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", file.read(), re.M))
    most = collections.Counter()
    for (_, call), n in made.items():
        most[call] = max(most[call], n)
    return case.finish(), most


def cases(most):
    for call in KILLS:
        # All calls that are made for the archive; of others some.
        step = 1 if most[call] < 40 else 5
        for n in sorted(set(range(1, most[call] + 1, step)) | {most[call]} - {0}):
            yield "killed at " + call, killed(call, n)
    for call, error in FAULTS:
        step = 1 if most[call] < 20 else 4
        for n in range(1, most[call] + 1, step):
            yield "%s gives %s" % (call, error), faulty(call, error, n)
    for size in (0, 100, 1000, 100000, 149999):
        yield "no file over so many bytes", file_limit(size)
    if os.geteuid() == 0:
        for room in (4096, 65536, 100000, 140000):
            yield "a full disk", full(room)


def main():
    all_slots = slots(sys.argv[1], int(os.environ.get("KILL_SLOTS", "10")))
    flaws, most = count_calls(all_slots[0])
    verdict(not flaws, "with nothing in the way", flaws)
    jobs, found, lock = queue.Queue(), {}, threading.Lock()
    for one in cases(most):
        jobs.put(one)

    def work(slot):
        while True:
            try:
                label, run = jobs.get_nowait()
            except queue.Empty:
                return
            try:
                flaws, hit = run(slot)
            except Exception as error:  # a case that cannot be run is a violation
                flaws, hit = ["not run: %r" % error], False
            with lock:
                of = found.setdefault(label, [0, 0, []])
                of[0] += 1
                of[1] += hit
                of[2] += flaws

    workers = [threading.Thread(target=work, args=(slot,)) for slot in all_slots]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    speak("# %-32s %6s %6s %10s" % ("case", "runs", "hits", "violations"))
    for label, (runs, hits, flaws) in sorted(found.items()):
        speak("# %-32s %6d %6d %10d" % (label, runs, hits, len(flaws)))
    for label, (runs, hits, flaws) in sorted(found.items()):
        verdict(not flaws, "%s: no dead link, one ticket (%d times)" % (label, hits), flaws)
        verdict(hits > 0, "it took place: " + label)


main()
