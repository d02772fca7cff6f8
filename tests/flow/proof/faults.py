# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix: every row that can be run on one machine, with its oracle.

 (a) the status is 0 or 75          (b) the desk has exactly one copy in the end
 (c) what was taken is kept         (d) the state is sound
 (e) standard output is empty       (f) no run hangs
 (g) neither key nor control bytes are in messages and log

From the environment: FAULT_EVERY (1: all that are swept; 40), FAULT_SLOTS, FAULT_ROWS
("6 7"), FAULT_LABEL (part of a label)."""
import os
import queue
import shutil
import subprocess
import sys
import threading

import faults_calls
import faults_desk
import faults_disk
import faults_net
import faults_process
from world import slots, speak, verdict

ROWS = {
    2: "a call fails once", 3: "a call fails from then on", 4: "memory runs out",
    5: "a commit is unsure", 6: "the disk is full", 7: "the state is spoilt",
    8: "two processes, one mail", 9: "many processes, some 429", 10: "the clock jumps",
    11: "names", 12: "TLS", 13: "connections", 14: "broken answers", 15: "GET, then POST",
    16: "the answer is lost", 17: "acted late", 18: "others in between", 19: "statuses",
    21: "environment", 22: "descriptors", 23: "signals", 24: "limits", 25: "the reader dies",
    27: "power loss",
}


def build_shim(folder):
    """The preloaded library; "" where there is no compiler."""
    if not shutil.which("cc"):
        return ""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shim.c")
    made = os.path.join(folder, "shim.so")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return made


def all_cases(folder, slot):
    every = int(os.environ.get("FAULT_EVERY", "40"))
    shim = build_shim(folder)
    traced = shutil.which("strace") and subprocess.run(
        ["strace", "-qq", "-e", "trace=none", "true"], stderr=subprocess.DEVNULL).returncode == 0
    if traced:
        yield from faults_calls.cases(slot, every, shim)
        yield from faults_process.cases(slot, every)
    yield from faults_disk.cases(every, shim)
    yield from faults_net.cases(folder)
    yield from faults_desk.cases()


def wanted(row, label):
    rows = os.environ.get("FAULT_ROWS", "").split()
    return (not rows or str(row) in rows) and os.environ.get("FAULT_LABEL", "") in label


class Table:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = {row: [0, 0, [], 0.0] for row in ROWS}

    def add(self, row, label, flaws, trial):
        with self.lock:
            line = self.rows[row]
            line[0] += 1
            line[1] += len(trial.results) if trial else 0
            line[2] += ["%s: %s" % (label, flaw) for flaw in flaws]
            if trial:
                line[3] = max([line[3]] + [result.seconds for result in trial.results])

    def print(self):
        speak("# %3s  %-28s %6s %6s %8s %10s" % ("row", "fault", "cases", "runs", "longest", "violations"))
        for row, (cases, runs, flaws, longest) in self.rows.items():
            if cases:
                speak("# %3d  %-28s %6d %6d %6.1f s %10d" % (row, ROWS[row], cases, runs, longest, len(flaws)))
        for row, (cases, _, flaws, _) in self.rows.items():
            if cases:
                verdict(not flaws, "row %d, %s: %d cases" % (row, ROWS[row], cases), flaws)


def work(slot, jobs, table):
    while True:
        try:
            row, label, case = jobs.get_nowait()
        except queue.Empty:
            return
        try:
            flaws, trial = case(slot)
        except Exception as error:  # a case that cannot be run is a violation
            flaws, trial = ["not run: %r" % error], None
        table.add(row, label, flaws, trial)


def main():
    folder = sys.argv[1]
    all_slots = slots(folder, int(os.environ.get("FAULT_SLOTS", "20")))
    jobs, table = queue.Queue(), Table()
    for row, label, case in all_cases(folder, all_slots[0]):
        if wanted(row, label):
            jobs.put((row, label, case))
    workers = [threading.Thread(target=work, args=(slot, jobs, table)) for slot in all_slots]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    table.print()


if __name__ == "__main__":
    main()
