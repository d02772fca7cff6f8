# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the gateway at its N-th system call, for every N until a run survives.

After each kill the mail is tried again, as a mail system does, until it is taken; then
the help desk must hold exactly one copy of each part. Every slot is a sandbox of its
own with a gateway, so that the waits of many cases overlap.

From the environment: KILL_EVERY (1: every N of every call in every scenario),
KILL_SLOTS, KILL_ONLY (a scenario)."""
import collections
import os
import queue
import random
import re
import sys
import threading

from world import bounce, flaws_of_run, flaws_of_state, question, slots, speak, verdict

# Calls after which something outside the process has changed: before each of them is
# the only moment at which a kill leaves another world than before the one ahead of it.
ACTS = ("openat write pwrite64 fdatasync fsync ftruncate fcntl link linkat rename renameat "
        "renameat2 unlink unlinkat mkdir connect sendto sendmsg close clone fchown chmod").split()
# These are swept for a new ticket as well.
READS = "read pread64 recvfrom poll".split()
# With these the world is the same as before.
LOOKS = ("newfstatat access mmap munmap getrandom futex wait4 "
         "memfd_create socket lseek pipe2 statfs").split()

PARTS = 3


class Scenario:
    def __init__(self, name, fresh=False, faults=(), reply=False, parts=1, bounce=False, keys=1):
        self.name, self.fresh, self.faults = name, fresh, faults
        self.reply, self.parts, self.bounce, self.keys = reply, parts, bounce, keys

    def mail(self, slot):
        if self.bounce:
            return bounce(slot)
        return question(slot, self.reply, self.parts)


SCENARIOS = [
    Scenario("a new ticket, no state yet", fresh=True),
    Scenario("a new ticket"),
    Scenario("a reply", reply=True),
    Scenario("a text in three parts", parts=PARTS),
    Scenario("a reply in three parts", reply=True, parts=PARTS),
    Scenario("one 429", faults=[{"match": "POST /tickets", "status": 429,
                                 "headers": {"Retry-After": "1"}, "body": "{}"}]),
    Scenario("one key's 429, and the other key", keys=2,
             faults=[{"match": "POST /tickets", "status": 429,
                      "headers": {"Retry-After": "1"}, "body": "{}"}]),
    Scenario("a second part's 429, and the other key", keys=2, parts=PARTS,
             faults=[{"match": "POST /tickets/*/messages", "status": 429,
                      "headers": {"Retry-After": "1"}, "body": "{}"}]),
    Scenario("a lost answer", faults=[{"match": "POST /tickets", "close": "after"}]),
    Scenario("acted, but 500", faults=[{"match": "POST /tickets", "act": True, "status": 500}]),
    Scenario("a reply's answer lost", reply=True,
             faults=[{"match": "POST /tickets/*/messages", "close": "after"}]),
    Scenario("a bounce of the ticket", bounce=True),
    Scenario("a bounce, its answer lost", bounce=True,
             faults=[{"match": "POST /tickets/*/messages", "close": "after"}]),
    Scenario("the second part's answer lost", parts=PARTS,
             faults=[{"match": "POST /tickets/*/messages", "close": "reset", "act": True}]),
]


def strace(slot, call, when):
    return ["strace", "-f", "-qq", "-o", slot.trace, "-e", "trace=" + call,
            "-e", "inject=%s:signal=KILL:when=%d" % (call, when)]


def was_killed(slot):
    with open(slot.trace, errors="replace") as file:
        return "+++ killed by SIGKILL +++" in file.read()


def prepare(slot, scenario):
    slot.gate.forget(None if scenario.fresh else slot.known)
    slot.desk.heal()
    slot.gate.configure()
    if scenario.keys > 1:
        slot.gate.two_keys()
    if scenario.faults:
        slot.desk.fault(*scenario.faults)


def judge(slot, words, taken, results):
    flaws = [flaw for result in results for flaw in flaws_of_run(result, may_die=True)]
    flaws += flaws_of_state(slot.gate)
    if not taken:
        flaws.append("(b) never taken: %r" % results[-1])
    copies = [len(slot.desk.copies(word)) for word in words]
    if any(n != 1 for n in copies):
        flaws.append("(b) copies: %s" % copies)
    # Whoever reads a mail is killed as well: that says nothing of the mail.
    if slot.gate.kept():
        flaws.append("held, though nothing was refused")
    return flaws


def attempt(slot, scenario, kills):
    """One mail; kills is [(call, N)], one for each of the first tries."""
    prepare(slot, scenario)
    bytes_, words = scenario.mail(slot)
    results, hit = [], []
    for call, when in kills:
        results.append(slot.gate.run(bytes_, strace(slot, call, when)))
        hit.append(was_killed(slot))
        if results[-1].status == 0:
            break
    taken = slot.gate.until_taken(bytes_, results)
    return hit, judge(slot, words, taken, results)


def count_calls(slot, scenario):
    """How often each call is made at most by one process, when nothing is in the way."""
    prepare(slot, scenario)
    bytes_, _ = scenario.mail(slot)
    slot.gate.run(bytes_, ["strace", "-f", "-qq", "-o", slot.trace])
    with open(slot.trace, errors="replace") as file:
        made = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", file.read(), re.M))
    most = collections.Counter()
    for (_, call), n in made.items():
        most[call] = max(most[call], n)
    return most


class Sweep:
    """Every (call, N) of a scenario; beyond what was counted until one survives."""

    def __init__(self, scenario, most, calls, step):
        self.scenario = scenario
        self.calls = [call for call in calls if most[call]]
        self.jobs = []
        for call in self.calls:
            # The last ones, where most is under way, are always there.
            ns = set(range(1, most[call] + 1, step)) | {most[call], most[call] + 1}
            self.jobs += [[(call, n)] for n in sorted(ns)]
        self.last = {call: most[call] + 1 for call in self.calls}
        self.runs = self.kills = 0
        self.flaws = []
        self.lock = threading.Lock()

    def done(self, kills, hit, flaws):
        """Records a case; what is to be run because this one was still killed."""
        with self.lock:
            self.runs += 1
            self.kills += sum(hit)
            self.flaws += ["%s: %s" % (kills, flaw) for flaw in flaws]
            call, n = kills[0]
            if len(kills) == 1 and hit[0] and n == self.last[call]:
                self.last[call] = n + 1
                return [(call, n + 1)]
        return None


def work(slot, jobs):
    while True:
        job = jobs.get()
        if job is None:
            return
        sweep, kills = job
        try:
            hit, flaws = attempt(slot, sweep.scenario, kills)
        except Exception as error:  # a case that cannot be run is a violation
            hit, flaws = [False], ["not run: %r" % error]
        more = sweep.done(kills, hit, flaws)
        if more:
            jobs.put((sweep, more))
        jobs.task_done()


def sweeps(slot, every):
    chance = random.Random(4)
    for scenario in SCENARIOS:
        if os.environ.get("KILL_ONLY", scenario.name) != scenario.name:
            continue
        most = count_calls(slot, scenario)
        whole = scenario.fresh
        step = 1 if whole else every
        calls = ACTS + (READS if whole else []) + (READS + LOOKS if every == 1 else [])
        sweep = Sweep(scenario, most, list(dict.fromkeys(calls)), step)
        # A second try that is killed as well, at chance places of both.
        places = [(call, n) for call in ("openat", "pwrite64", "fdatasync", "fcntl", "sendto", "close")
                  for n in range(most[call] // 2 + 1, most[call] + 1)]
        sweep.jobs += [[chance.choice(places), chance.choice(places)] for _ in range(20)]
        yield sweep


def main():
    folder = sys.argv[1]
    every = int(os.environ.get("KILL_EVERY", "6"))
    all_slots = slots(folder, int(os.environ.get("KILL_SLOTS", "20")))
    all_sweeps = list(sweeps(all_slots[0], every))
    jobs = queue.Queue()
    for sweep in all_sweeps:
        for kills in sweep.jobs:
            jobs.put((sweep, kills))
    workers = [threading.Thread(target=work, args=(slot, jobs), daemon=True) for slot in all_slots]
    for worker in workers:
        worker.start()
    jobs.join()
    speak("# %-34s %6s %6s %10s" % ("scenario", "cases", "kills", "violations"))
    for sweep in all_sweeps:
        speak("# %-34s %6d %6d %10d" % (sweep.scenario.name, sweep.runs, sweep.kills, len(sweep.flaws)))
    for sweep in all_sweeps:
        verdict(not sweep.flaws, "killed at %d calls: %s: exactly one of each" % (
            sweep.kills, sweep.scenario.name), sweep.flaws)
        verdict(sweep.kills >= len(sweep.jobs) // 3, "the kills took place: " + sweep.scenario.name,
                ["%d of %d" % (sweep.kills, len(sweep.jobs))])


main()
