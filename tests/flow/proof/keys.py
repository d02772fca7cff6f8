# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets of several keys, and of one key that several hosts share.

Two keys of one workspace carry twice as much, each its half. Two hosts whose states know
nothing of each other stay within one budget when each is given its share of it. And what
one key was refused for goes by the other at once."""
import collections
import concurrent.futures
import sys

from world import KEY, LATER, SECOND, Desk, Gate, flaws_of_run, flaws_of_state, mail, speak, token, verdict

REQUESTS = 10
WINDOW = 3
MAILS = 40
PROCESSES = 12


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
    gate.two_keys()
    used = judge(name, desk, [gate], [token() for _ in range(MAILS)])
    verdict(len(used) == 2 and min(used.values()) >= MAILS * 2 // 5, name + ": each its half", [used])
    paused(desk, gate)


def paused(desk, gate):
    """A long pause that one key was told of: that mail and all others go by the other."""
    name = "one key of two is paused"
    desk.control("DELETE", "requests")
    desk.fault({"match": "POST /tickets", "status": 429, "headers": {"Retry-After": "600"}, "body": "{}"})
    word = token()
    first = gate.run(mail("The one that is refused", word))
    desk.heal()
    made = [(one["key"], one["status"]) for one in desk.requests()]
    speak("# %s: status %s, by %s" % (name, first.status, made))
    verdict(first.status == 0 and not flaws_of_run(first) and len(desk.copies(word)) == 1
            and [status for _, status in made] == [429, 201] and made[0][0] != made[1][0],
            name + ": what it was refused for goes by the other at once", [first, made])
    desk.control("DELETE", "requests")
    words = [token() for _ in range(REQUESTS // 2)]
    statuses = [gate.run(mail("Goes by the other", word)).status for word in words]
    used = collections.Counter(one["key"] for one in desk.requests())
    speak("# %s: then %s by %s" % (name, statuses, dict(used)))
    verdict(set(statuses) == {0} and list(used) == [made[1][0]], name + ": all go by the other", [statuses, used])


def refused_by_all(folder):
    """Each key is asked once; then the mail waits, as it does with one key."""
    name = "both keys are refused"
    desk = Desk(folder + "/desk", "--key", SECOND, "--requests=1000")
    gate = Gate(folder + "/gate", desk, api="requests = 1000;")
    gate.two_keys()
    refusal = {"match": "POST /tickets", "status": 429, "headers": {"Retry-After": "600"}, "body": "{}"}
    desk.fault(refusal, refusal)
    word = token()
    first = gate.run(mail("Refused twice", word))
    again = gate.run(mail("Another", token()))
    made = [(one["key"], one["status"]) for one in desk.requests()]
    speak("# %s: statuses %s and %s, by %s" % (name, first.status, again.status, made))
    verdict([first.status, again.status] == [LATER, LATER] and not flaws_of_run(first) + flaws_of_run(again)
            and [status for _, status in made] == [429, 429] and made[0][0] != made[1][0]
            and not desk.copies(word), name + ": it waits", [first, again, made])


def denied(folder):
    """One key is no longer accepted: what it was to do goes by the other."""
    name = "one key of two is revoked"
    desk = Desk(folder + "/desk", "--key", SECOND, "--requests=1000")
    gate = Gate(folder + "/gate", desk, api="requests = 1000;")
    gate.two_keys()
    desk.fault({"match": "POST /tickets", "status": 401, "body": "{}"})
    word = token()
    first = gate.run(mail("The one that is refused", word))
    made = [(one["key"], one["status"]) for one in desk.requests()]
    speak("# %s: status %s, by %s" % (name, first.status, made))
    verdict(first.status == 0 and not flaws_of_run(first) and len(desk.copies(word)) == 1
            and [status for _, status in made] == [401, 201] and made[0][0] != made[1][0],
            name + ": its mail goes by the other at once", [first, made])


def looked_up(folder):
    """What is asked before a post goes by the other key as well."""
    name = "a question is refused by one key of two"
    desk = Desk(folder + "/desk", "--key", SECOND, "--requests=1000")
    gate = Gate(folder + "/gate", desk, api="requests = 1000;")
    gate.two_keys()
    first = gate.run(mail("The first", "Text."))
    ticket = desk.texts()[0][0]
    desk.control("DELETE", "requests")
    gate.forget()
    desk.fault({"match": "GET /*", "status": 429, "headers": {"Retry-After": "600"}, "body": "{}"})
    word = token()
    reply = gate.run(mail("Re: [#%d] The first" % ticket, word))
    made = [(one["method"], one["key"], one["status"]) for one in desk.requests()]
    speak("# %s: status %s, by %s" % (name, reply.status, made))
    verdict(first.status == reply.status == 0 and not flaws_of_run(reply) and len(desk.copies(word)) == 1
            and made[0][0] == made[1][0] == "GET" and made[0][2] == 429
            and {key for _, key, status in made[1:]} == {made[1][1]} != {made[0][1]},
            name + ": it is answered by the other at once", [reply, made])


def shares(folder):
    name = "two hosts, one key"
    desk = Desk(folder + "/desk", "--requests=%d" % REQUESTS, "--window=%d" % WINDOW)
    gates = [Gate("%s/gate%d" % (folder, n), desk, api=limits(REQUESTS // 2)) for n in range(2)]
    used = judge(name, desk, gates, [token() for _ in range(MAILS * 2 // 3)])
    verdict(len(used) == 1, name + ": by one key", [used])


def main():
    assert KEY != SECOND
    in_turn(sys.argv[1] + "/turn")
    refused_by_all(sys.argv[1] + "/both")
    denied(sys.argv[1] + "/denied")
    looked_up(sys.argv[1] + "/look")
    shares(sys.argv[1] + "/share")


main()
