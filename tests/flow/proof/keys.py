# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets of several keys, and of one key that several hosts share.

Two keys of one workspace carry twice as much, each its half. Two hosts whose states know
nothing of each other stay within one budget when each is given its share of it. And what
one key was refused for is no reason to wait for the other."""
import collections
import concurrent.futures
import os
import sys

from world import KEY, LATER, Desk, Gate, flaws_of_run, flaws_of_state, mail, speak, token, verdict

REQUESTS = 10
WINDOW = 3
MAILS = 40
PROCESSES = 12
SECOND = "second-key-that-no-log-may-show"


def write_key(path, key):
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(key + "\n")
    return path


def with_keys(gate, *paths):
    with open(gate.path("conf")) as file:
        text = file.read()
    keys = ", ".join('"%s"' % path for path in paths)
    with open(gate.path("conf"), "w") as file:
        file.write(text.replace('name = "support";', 'name = "support"; key_files = [ %s ];' % keys))


def deliver_all(gates, words):
    """Every mail to one of the gates, as mail systems do; their runs."""
    results = [[] for _ in words]
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        taken = list(pool.map(lambda n: gates[n % len(gates)].until_taken(
            mail("One of many", words[n]), results[n]), range(len(words))))
    return all(taken), [one for runs in results for one in runs]


def judge(name, desk, gates, words):
    desk.control("DELETE", "requests")
    taken, runs = deliver_all(gates, words)
    flaws = [flaw for gate in gates for flaw in flaws_of_state(gate)]
    flaws += [flaw for run in runs for flaw in flaws_of_run(run)]
    flaws += ["the second key is in the log" for gate in gates if SECOND.encode() in gate.log_text()]
    made = desk.requests()
    used = collections.Counter(one["key"] for one in made)
    refused = [one for one in made if one["status"] == 429]
    copies = [len(desk.copies(word)) for word in words]
    speak("# %s: %d mails, %d runs, requests of each key %s, 429: %d, put off %d" % (
        name, len(words), len(runs), dict(used), len(refused),
        sum(1 for run in runs if run.status == LATER)))
    verdict(taken and not flaws, name + ": all are taken", flaws)
    verdict(copies == [1] * len(words), name + ": each once", copies)
    verdict(not refused, name + ": none was refused for the rate", refused)
    return used


def limits(requests):
    return "requests = %d; window = %d;" % (requests, WINDOW)


def in_turn(folder):
    name = "two keys"
    desk = Desk(folder + "/desk", "--key", SECOND, "--requests=%d" % REQUESTS, "--window=%d" % WINDOW)
    gate = Gate(folder + "/gate", desk, api=limits(REQUESTS))
    second = write_key(gate.path("second.key"), SECOND)
    with_keys(gate, gate.path("api.key"), second)
    used = judge(name, desk, [gate], [token() for _ in range(MAILS)])
    verdict(len(used) == 2 and min(used.values()) >= MAILS * 2 // 5, name + ": each its half", [used])
    paused(desk, gate)


def paused(desk, gate):
    """A long pause that one key was told of: the other goes on."""
    name = "one key of two is paused"
    desk.fault({"match": "POST /tickets", "status": 429, "headers": {"Retry-After": "600"}, "body": "{}"})
    first = gate.run(mail("The one that is refused", token()))
    desk.heal()
    desk.control("DELETE", "requests")
    words = [token() for _ in range(REQUESTS // 2)]
    statuses = [gate.run(mail("Goes by the other", word)).status for word in words]
    used = collections.Counter(one["key"] for one in desk.requests())
    speak("# %s: status %s, then %s by %s" % (name, first.status, statuses, dict(used)))
    verdict(set(statuses) == {0} and len(used) == 1, name + ": all go by the other", [statuses, used])


def shares(folder):
    name = "two hosts, one key"
    desk = Desk(folder + "/desk", "--requests=%d" % REQUESTS, "--window=%d" % WINDOW)
    gates = [Gate("%s/gate%d" % (folder, n), desk, api=limits(REQUESTS // 2)) for n in range(2)]
    used = judge(name, desk, gates, [token() for _ in range(MAILS * 2 // 3)])
    verdict(len(used) == 1, name + ": by one key", [used])


def main():
    assert KEY != SECOND
    in_turn(sys.argv[1] + "/turn")
    shares(sys.argv[1] + "/share")


main()
