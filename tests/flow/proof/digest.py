# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the gateway while it posts a digest of folded mails: exactly one is there at the end.

For calls that change the world, at every STEP-th of them and the last ones; by `flush`
and by the delivery of another mail; also where the answer to the POST is lost."""
import collections
import queue
import re
import sys
import threading
import time

from world import flaws_of_run, flaws_of_state, mail, slots, speak, token, verdict

CALLS = "openat write pwrite64 fdatasync fcntl connect sendto close".split()
STEP = 10
SLOTS = 10
FOLDED = 3
LOST = [{"match": "POST /tickets/*/messages", "close": "after"}]
STORM = "storm : { subject = 1; digest = 1; };"


def alert(word, n):
    return mail("%s: alarm %d" % (word, n), "It is hot.", "Auto-Submitted: auto-generated")


def prepare(slot, word, lost):
    """A state in which a digest is due."""
    slot.gate.forget(slot.known)
    slot.desk.heal()
    for n in range(FOLDED + 1):
        taken = slot.gate.run(alert(word, n))
        assert taken.status == 0, taken
    time.sleep(1.2)
    if lost:
        slot.desk.fault(*LOST)


def run(slot, other, before=()):
    """By flush, or by a mail that has nothing to do with it."""
    if other:
        return slot.gate.run(mail("Another", other), before)
    return slot.gate.run(None, before, ("flush", "--deadline", "30"))


def strace(slot, *more):
    return ["strace", "-f", "-qq", "-o", slot.trace, *more]


def attempt(slot, call, when, other, lost):
    word = token()
    prepare(slot, word, lost)
    result = run(slot, other and token(), strace(slot, "-e", "trace=" + call, "-e",
                                                 "inject=%s:signal=KILL:when=%d" % (call, when)))
    with open(slot.trace, errors="replace") as file:
        killed = "+++ killed by SIGKILL +++" in file.read()
    flaws = flaws_of_run(result, may_die=True) if other else []
    for _ in range(6):
        last = run(slot, None)
        if last.status == 0:
            break
        time.sleep(1)
    else:
        flaws.append("flush does not come to its end: %r" % last)
    found = [one for one in slot.desk.copies(word) if one[1] is None]
    # What may still be under way is posted again with a line before it that says so.
    if len(found) != 1 or "%d more mails like this" % FOLDED not in found[0][2]:
        flaws.append("digests: %r" % [one[2][:60] for one in found])
    tickets = [one for one in slot.desk.copies(word) if one[1] is not None]
    if len(tickets) != 1:
        flaws.append("tickets: %d" % len(tickets))
    return killed, flaws + flaws_of_state(slot.gate)


def count_calls(slot, other):
    prepare(slot, token(), False)
    run(slot, other and token(), strace(slot))
    with open(slot.trace, errors="replace") as file:
        made = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", file.read(), re.M))
    most = collections.Counter()
    for (_, call), n in made.items():
        most[call] = max(most[call], n)
    return most


def work(slot, jobs, results, lock):
    while True:
        try:
            scenario, call, when = jobs.get_nowait()
        except queue.Empty:
            return
        try:
            killed, flaws = attempt(slot, call, when, *scenario[1:])
        except Exception as error:  # a case that cannot be run is a violation
            killed, flaws = False, ["not run: %r" % error]
        with lock:
            cases = results[scenario[0]]
            cases[0] += 1
            cases[1] += killed
            cases[2] += ["%s %d: %s" % (call, when, flaw) for flaw in flaws]


def main():
    all_slots = slots(sys.argv[1], SLOTS)
    for slot in all_slots:
        slot.gate.configure(rest=STORM)
    jobs, lock = queue.Queue(), threading.Lock()
    results = {}
    for scenario in (("by flush", False, False), ("by another mail", True, False),
                     ("by flush, its answer lost", False, True)):
        results[scenario[0]] = [0, 0, []]
        most = count_calls(all_slots[0], scenario[1])
        for call in CALLS:
            for n in sorted({*range(1, most[call] + 1, STEP), most[call]} - {0}):
                jobs.put((scenario, call, n))
    workers = [threading.Thread(target=work, args=(slot, jobs, results, lock)) for slot in all_slots]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for name, (cases, kills, flaws) in results.items():
        speak("# %s: %d cases, %d kills, %d violations" % (name, cases, kills, len(flaws)))
        verdict(not flaws and kills > 10, "killed while a digest is posted %s: exactly one" % name,
                flaws)


main()
