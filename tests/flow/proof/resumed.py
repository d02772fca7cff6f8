# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail that was begun one way and comes again another way ends as it was begun.

The configuration changes between two tries, the reader is killed in one of them, a ticket
is merged meanwhile: what is posted is one text, whole, and never half of two."""
import os
import queue
import signal
import subprocess
import sys
import threading
import time

from faults import build_shim
from trial import Trial
from world import Result, flaws_of_run, slots, verdict

CUT = "limits : { parts = 2; };"
WHOLE = "limits : { parts = 20; };"
SLOTS = 6  # cases that go on at once: they wait for the most part
ALONE = "limits : { parts = 1; };"


def changed(first, second, fault):
    def case(slot):
        trial = Trial(slot).begin(rest=first).write(parts=4)
        trial.desk.fault(dict(fault, match="POST /tickets/*/messages"),
                         {"match": "GET /tickets/*", "close": "before"})
        trial.later()
        trial.gate.configure(rest=second)
        trial.gate.until_taken(trial.bytes, trial.results)
        want = [1, 1, 1, 1] if first == WHOLE else [1, 1, 0, 0]
        copies = [len(trial.desk.copies(word)) for word in trial.words]
        trial.want(copies == want, "(b) copies %s, not %s" % (copies, want))
        trial.want(not trial.gate.kept(), "held")
        return trial.flaws
    return case


def changed_before_a_second_part(slot):
    """The first text is one part, and its answer lost; the second would be several."""
    trial = Trial(slot).begin(rest=ALONE).write(parts=4)
    trial.desk.fault({"match": "POST /tickets", "close": "after"}, {"match": "GET /tickets", "close": "before"})
    trial.later()
    trial.gate.configure(rest=WHOLE)
    trial.gate.until_taken(trial.bytes, trial.results)
    tickets = [one for one in trial.desk.texts() if trial.words[0] in one[2]]
    trial.want(len(tickets) == 1, "(b) %d tickets" % len(tickets))
    after = [one for one in trial.desk.texts() if tickets and one[0] == tickets[0][0]]
    trial.want(len(after) == 1, "(b) half of another text behind it")
    trial.want(not trial.gate.kept(), "held")
    return trial.flaws


def killed_once(shim):
    """Whoever reads is killed once: the mail is read again at once."""
    def case(slot):
        trial = Trial(slot).begin().write(parts=3)
        result = trial.run(["env", "LD_PRELOAD=" + shim, "SHIM_FORK=1"])
        trial.want(result.status == 0, "not delivered at once")
        return trial.finish()
    return case


def spent(pid):
    """Ticks of CPU that a process took; -1 where there is none."""
    try:
        with open("/proc/%s/stat" % pid) as file:
            return int(file.read().rsplit(")", 1)[1].split()[11])
    except (OSError, IndexError):
        return -1


def kill_readers(parent):
    """Kills each reader of a gateway when it is at work, until the gateway ends."""
    while parent.poll() is None:
        try:
            with open("/proc/%d/task/%d/children" % (parent.pid, parent.pid)) as file:
                children = file.read().split()
        except OSError:
            children = []
        for child in children:
            if spent(child) >= 3:
                os.kill(int(child), signal.SIGKILL)
        time.sleep(0.01)


def run_killed(trial, shim):
    """One try in which whoever reads the mail is killed."""
    process = subprocess.Popen(trial.gate.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=dict(os.environ, LD_PRELOAD=shim, SHIM_SPIN="1"))
    killer = threading.Thread(target=kill_readers, args=(process,))
    killer.start()
    out, err = process.communicate(trial.bytes)
    killer.join()
    trial.results.append(Result(process.returncode, out, err, 0))
    trial.flaws += flaws_of_run(trial.results[-1])
    return trial.results[-1]


def put_off(trial, shim):
    result = run_killed(trial, shim)
    trial.want(result.status == 75 and b"killed from outside" in result.err, "not put off for it")


def killed_in(tries, shim):
    """… and in so many tries: it is put off, and for its third death kept."""
    def case(slot):
        trial = Trial(slot).begin().write(parts=3)
        for _ in range(min(tries, 2)):
            put_off(trial, shim)
        if tries < 3:
            return trial.finish()
        trial.want(run_killed(trial, shim).status == 0, "not taken")
        tickets = trial.desk.copies(trial.words[0])
        trial.want(len(tickets) == 1, "(b) %d tickets say so" % len(tickets))
        keeps = trial.gate.kept()
        trial.want(len(keeps) == 1 and all(word.encode() in keeps[0] for word in trial.words), "not kept whole")
        return trial.flaws
    return case


def killed_then_read(shim):
    """The ticket says that it could not be read, its answer is lost, and then it can be read."""
    def case(slot):
        trial = Trial(slot).begin().write(parts=3)
        put_off(trial, shim)
        put_off(trial, shim)
        trial.desk.fault({"match": "POST /tickets", "close": "after"}, {"match": "GET /tickets", "close": "before"})
        trial.want(run_killed(trial, shim).status == 75, "its answer was not lost")
        trial.gate.until_taken(trial.bytes, trial.results)
        tickets = {one[0] for one in trial.desk.copies(trial.words[0])}
        trial.want(len(tickets) == 1, "(b) %d tickets" % len(tickets))
        texts = [one for one in trial.desk.texts() if one[0] in tickets]
        trial.want(len(texts) == 1, "(b) half of another text behind it")
        trial.want(len(trial.gate.kept()) == 1, "not kept whole")
        return trial.flaws
    return case


def merged_meanwhile(slot):
    """A reply whose answer was lost, and the ticket is merged: one new ticket, and not held."""
    trial = Trial(slot).begin().write(reply=True)
    trial.desk.fault({"match": "POST /tickets/*/messages", "close": "before"})
    trial.run()
    known = next(one["id"] for one in trial.desk.control("GET", "tickets")
                 if one["ticket_number"] == slot.number)
    trial.desk.control("POST", "tickets/" + known, {"merged": True})
    trial.finish(doubt=True)
    trial.desk.control("POST", "tickets/" + known, {"merged": False})
    return trial.flaws


def cases(folder):
    for first, second in ((WHOLE, CUT), (CUT, WHOLE)):
        for fault in ({"close": "before"}, {"close": "after"}, {"status": 503}):
            yield "%s first, %s" % ("whole" if first == WHOLE else "cut", fault), changed(first, second, fault)
    yield "one part first, then several", changed_before_a_second_part
    yield "merged meanwhile", merged_meanwhile
    shim = build_shim(folder)
    if shim:
        yield "the reader is killed once", killed_once(shim)
        for tries in (1, 2, 3):
            yield "the reader is killed in %d tries" % tries, killed_in(tries, shim)
        yield "the reader is killed in 3 tries, the answer lost", killed_then_read(shim)


def work(slot, jobs, found):
    while True:
        try:
            label, case = jobs.get_nowait()
        except queue.Empty:
            return
        try:
            found[label] = case(slot)
        except Exception as error:  # a case that cannot be run is a violation
            found[label] = ["not run: %r" % error]


def main():
    jobs, found = queue.Queue(), {}
    for one in cases(sys.argv[1]):
        jobs.put(one)
    workers = [threading.Thread(target=work, args=(slot, jobs, found)) for slot in slots(sys.argv[1], SLOTS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for label, flaws in found.items():
        verdict(not flaws, label, flaws)


main()
