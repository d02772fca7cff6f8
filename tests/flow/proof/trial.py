# SPDX-License-Identifier: GPL-3.0-or-later
"""One case of the fault matrix: a mail, its runs, and what the oracle says of them."""
import os
import time

from world import HANG, flaws_of_run, flaws_of_state, question

# What compose.c writes above a text that may be a second copy.
DOUBT = "may be a second copy"

# A run may take its deadline and so much more. It is said to be 0.5 s, but no test here
# goes by the clock of a busy machine: this only tells a run that ends from one that hangs.
GRACE = 12


class Trial:
    def __init__(self, slot):
        self.slot, self.gate, self.desk = slot, slot.gate, slot.desk
        self.results, self.flaws = [], []
        self.bytes, self.words = None, []
        self.deadline = 8
        self.root = os.geteuid() == 0

    def begin(self, known=True, **configuration):
        """A sound desk, the usual configuration, an empty or a known state."""
        self.desk.heal()
        self.gate.configure(**configuration)
        self.gate.forget(self.slot.known if known else None)
        return self

    def write(self, reply=False, parts=1):
        self.bytes, self.words = question(self.slot, reply, parts)
        return self

    def run(self, before=(), **more):
        """One run, looked at by (a), (e), (f), (g)."""
        may_die = more.pop("may_die", False)
        result = self.gate.run(self.bytes, before, **more)
        self.results.append(result)
        self.flaws += flaws_of_run(result, may_die)
        if result.seconds > self.deadline + GRACE:
            self.flaws.append("(f) took %.1f s" % result.seconds)
        return result

    def want(self, good, text):
        if not good:
            self.flaws.append("%s; last %r" % (text, self.results[-1:]))
        return self

    def later(self, reason=None, **more):
        """One run that must put it off, and say why."""
        result = self.run(**more)
        self.want(result.status == 75, "not put off")
        if reason is not None:
            self.want(reason in result.err, "the reason does not say %r" % reason)
        return result

    def finish(self, held=False, doubt=False, at_once=True):
        """Tries until it is taken; then (b), (c), (d).

        held: it may be held instead; doubt: one more copy may be there, if it says so."""
        n = len(self.results)
        if not self.gate.until_taken(self.bytes, self.results, at_once):
            self.flaws.append("(c) never taken: %r" % self.results[-1])
        for result in self.results[n:]:
            self.flaws += flaws_of_run(result)
        self.flaws += flaws_of_state(self.gate)
        keeps = self.gate.kept()
        for word in self.words:
            copies = self.desk.copies(word)
            marked = sum(1 for copy in copies if DOUBT in copy[2])
            at_hold = sum(1 for one in keeps if word.encode() in one) if held else 0
            if doubt and len(copies) == 2 and marked == 1:
                continue
            # One that could not be read is a ticket, and kept whole as well.
            if len(copies) == 1 and at_hold == 1:
                continue
            if len(copies) + at_hold != 1:
                self.flaws.append("(b) %d copies, %d of them marked, %d held"
                                  % (len(copies), marked, at_hold))
        if keeps and not held:
            self.flaws.append("held without need")
        return self.flaws

    def posts(self, n_before=0):
        """The POSTs that the desk has seen after the first n_before requests."""
        return [one for one in self.desk.requests()[n_before:] if one["method"] == "POST"]

    def seen(self):
        return len(self.desk.requests())

    def spread(self, path, text):
        with open(path, "w") as file:
            file.write(text)


def wait_until(good, seconds=HANG):
    end = time.monotonic() + seconds
    while not good() and time.monotonic() < end:
        time.sleep(0.05)
    return good()
