# SPDX-License-Identifier: GPL-3.0-or-later
"""The status sweep: mails of any kind, a sound desk and bad ones: 0 or 75, and silence.

statuses.py FOLDER CORPUS. From the environment: STATUS_EVERY (1: with every fault every
mail; 40), STATUS_SLOTS."""
import collections
import os
import queue
import re
import sys
import threading

from world import LATER, flaws_of_run, flaws_of_state, slots, speak, verdict

FAULTS = {
    "a sound desk": [],
    "500": [{"match": "*", "status": 500, "count": -1}],
    "closed": [{"match": "*", "close": "before", "count": -1}],
    "acted, no answer": [{"match": "POST *", "close": "after", "count": -1}],
    "401": [{"match": "*", "status": 401, "count": -1}],
    "400": [{"match": "POST *", "status": 400, "body": "{\"error\":\"x\"}", "count": -1}],
    "429": [{"match": "*", "status": 429, "headers": {"Retry-After": "9"}, "count": -1}],
    "409": [{"match": "POST *", "status": 409, "count": -1}],
    "garbage": [{"match": "*", "raw": "no HTTP\r\n\r\n", "count": -1}],
}


def mails(corpus):
    """Whatever is in there: each file is a mail, or is handed over as if it were one."""
    for folder, _, names in sorted(os.walk(corpus)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path) or not re.search(r"\.(eml|mail|msg|mbox|txt)$|^[^.]+$", name):
                continue
            if 0 < os.path.getsize(path) < 52428800:
                yield path


class Sweep:
    def __init__(self):
        self.lock = threading.Lock()
        self.statuses = {name: collections.Counter() for name in FAULTS}
        self.flaws = {name: [] for name in FAULTS}

    def one(self, slot, fault, path):
        if fault != "a sound desk":
            slot.gate.forget(slot.known)  # or the first failure would spare the others
        with open(path, "rb") as file:
            result = slot.gate.run(file.read())
        flaws = flaws_of_run(result)
        if fault == "a sound desk" and result.status == LATER:
            flaws.append("put off: %r" % result.err[:300])
        with self.lock:
            self.statuses[fault][result.status] += 1
            self.flaws[fault] += ["mail %s: %s" % (os.path.basename(path), flaw) for flaw in flaws]

    def work(self, slot, jobs):
        fault = None
        while True:
            try:
                name, batch = jobs.get_nowait()
            except queue.Empty:
                break
            if name != fault:
                slot.desk.heal()
                if FAULTS[name]:
                    slot.desk.fault(*FAULTS[name])
                slot.gate.configure(rest="limits : { deadline = %s; };" % (
                    30 if name == "a sound desk" else 2))
                fault = name
            for path in batch:
                try:
                    self.one(slot, name, path)
                except Exception as error:
                    with self.lock:
                        self.flaws[name].append("not run: %s: %r" % (path, error))
        flaws = flaws_of_state(slot.gate)
        with self.lock:
            self.flaws[fault or "a sound desk"] += flaws


def main():
    folder, corpus = sys.argv[1:]
    every = int(os.environ.get("STATUS_EVERY", "40"))
    paths = list(mails(corpus))
    all_slots = slots(folder, int(os.environ.get("STATUS_SLOTS", "4")))
    jobs, sweep = queue.Queue(), Sweep()
    for name in FAULTS:
        wanted = paths if name == "a sound desk" else paths[list(FAULTS).index(name)::every]
        for at in range(0, len(wanted), 20):
            jobs.put((name, wanted[at:at + 20]))
    workers = [threading.Thread(target=sweep.work, args=(slot, jobs)) for slot in all_slots]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for name in FAULTS:
        speak("# %-18s %s" % (name, dict(sweep.statuses[name])))
        verdict(not sweep.flaws[name] and sweep.statuses[name],
                "%s: 0 or 75, and silence" % name, sweep.flaws[name])


main()
