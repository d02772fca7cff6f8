# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk that is down costs one probe for each pause, however many mails there are.

A server that takes connections and never answers counts them. One mail finds that it is
down; then forty come at once, again and again: all are put off, and of all of them one
connection is made in each pause. When the desk is back, all forty get through."""
import concurrent.futures
import sys
import time

from faults_net import TALKS, Server, quietly
from world import LATER, Desk, Gate, flaws_of_run, flaws_of_state, mail, speak, token, verdict

PROCESSES = 40
WAVES = 4
PAUSE = 5  # seconds at the least, until somebody asks again: ask.c


def wave(gate, mails, pool):
    results = list(pool.map(gate.run, mails))
    flaws = [flaw for result in results for flaw in flaws_of_run(result)]
    flaws += ["not put off: %r" % result for result in results if result.status != LATER]
    flaws += ["another reason: %r" % result for result in results
              if b"desk" not in result.err and b"was not sent" not in result.err]
    return results, flaws


def down(folder, kind, pool):
    desk = Desk(folder + "/desk", "--requests", "100000")
    server = Server(quietly(TALKS[kind]))
    gate = Gate(folder + "/gate", desk, url="https://127.0.0.1:%d/api/v1" % server.port,
                api="timeout = 2; requests = 1000;")
    words = [token() for _ in range(PROCESSES)]
    mails = [mail("A mail of forty", word) for word in words]
    flaws = flaws_of_run(gate.run(mails[0]))
    first = len(server.open)
    start = time.monotonic()
    reasons = 0
    for _ in range(WAVES):
        results, more = wave(gate, mails, pool)
        flaws += more
        reasons += sum(1 for result in results if b"the desk is down" in result.err)
        time.sleep(PAUSE / 2)
    # However slow this machine is: the pauses that were over, and one more.
    most = int((time.monotonic() - start) / PAUSE) + 1
    probes = len(server.open) - first
    speak("# %s: %d runs in %d waves, %d connections in %.1f s; %d were put off without one"
          % (kind, WAVES * PROCESSES, WAVES, probes, time.monotonic() - start, reasons))
    verdict(not flaws, kind + ": all are put off, and say why", flaws)
    verdict(probes <= most, kind + ": one probe for each pause", ["%d, at most %d" % (probes, most)])
    verdict(probes > 0, kind + ": somebody looks whether it is back", [probes])
    verdict(reasons + probes >= WAVES * PROCESSES, kind + ": no other asked it",
            ["%d and %d" % (reasons, probes)])
    server.close()
    gate.configure(api="timeout = 2; requests = 1000;")
    back(gate, desk, words, mails, pool, kind)


def back(gate, desk, words, mails, pool, kind):
    results = [[] for _ in mails]
    taken = list(pool.map(gate.until_taken, mails, results))
    copies = [len(desk.copies(word)) for word in words]
    flaws = flaws_of_state(gate) + [flaw for tries in results for one in tries for flaw in flaws_of_run(one)]
    verdict(all(taken) and not flaws, kind + ": back again, and all are taken", flaws)
    verdict(copies == [1] * len(words), kind + ": each once", copies)
    made = desk.requests()
    posts = sum(1 for one in made if one["method"] == "POST")
    lists = ["%s %s" % (one["method"], one["path"]) for one in made if one["method"] != "POST"]
    speak("# %s: %d posts; and %s" % (kind, posts, lists))
    # None of them was ever sent, so none has to be looked for. But when so many come at
    # once, one may be slow enough for a list to be read on its behalf: store_watch.c.
    verdict(posts == len(words) and len(lists) <= 1, kind + ": a request for each, and no more",
            [posts, *lists])


def main():
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        for n, kind in enumerate(("closed at once", "silence")):
            down("%s/%d" % (sys.argv[1], n), kind, pool)


main()
