# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 9 and 14 to 19: what a help desk can answer, or not answer."""
import threading

from trial import Trial

OK = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
UUID = "00000000-0000-4000-8000-000000000000"

# Answers that a client must not be taken in by. Each with the request carried out, and not.
ANSWERS = {
    "closed": {"close": "before"},
    "reset": {"close": "reset"},
    "status line cut": {"close": "cut_status"},
    "headers cut": {"close": "cut_headers"},
    "body cut": {"close": "cut_body"},
    "silence": {"close": "hang"},
    "a drip": {"close": "drip", "drip_ms": 100},
    "chunk cut": {"raw": OK + "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"data\":"},
    "no length, and cut": {"raw": OK + "\r\n{\"data\":{\"id\":\"0000"},
    "HTTP/0.9": {"raw": "{\"data\": {}}\n"},
    "garbage": {"raw": "\x01\x02 no HTTP at all \r\n\r\n"},
    "a header of 300 kB": {"raw": "HTTP/1.1 201 Created\r\nX: ", "raw_repeat": "a",
                           "raw_times": 300000, "raw_tail": "\r\n\r\n{}"},
    "100 000 headers": {"raw": "HTTP/1.1 201 Created\r\n", "raw_repeat": "X: y\r\n",
                        "raw_times": 100000, "raw_tail": "\r\n{}"},
    "an endless body": {"raw": OK + "\r\n", "raw_repeat": "x" * 1000, "raw_times": 200000},
    "1000 times 103": {"raw_repeat": "HTTP/1.1 103 Early Hints\r\n\r\n", "raw_times": 1000,
                       "raw_tail": "HTTP/1.1 204 No Content\r\n\r\n"},
    "307": {"status": 307, "headers": {"Location": "http://127.0.0.1:9/"}, "body": ""},
    "another type": {"status": 201, "headers": {"Content-Type": "text/html"}, "body": "<p>Welcome</p>"},
    "200 and a page": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<p>Sign in</p>"},
    "other JSON": {"status": 201, "body": "{\"ok\": true}"},
    "a list": {"status": 201, "body": "[]"},
    "null": {"status": 201, "body": "{\"data\": null}"},
    "no body": {"status": 201, "body": ""},
    "deep JSON": {"status": 201, "body": "[" * 10000},
    "the id twice": {"status": 201, "body": "{\"data\": {\"id\": \"x\", \"id\": \"y\"}}"},
    "an id that is none": {"status": 201, "body": "{\"data\": {\"id\": \"1; drop\", \"ticket_number\": 7}}"},
    "a number that is none": {"status": 201, "body": "{\"data\": {\"id\": \"../../x\", \"ticket_number\": 1e99}}"},
    "control bytes": {"status": 500, "body": "{\"error\": \"a\\u001b[2Jb\\r\\nc\\u0000d\"}"},
}


LARGE = ("100 000 headers", "an endless body", "a header of 300 kB")


def posted(fault, reply, parts, times, doubt=False):
    def case(slot):
        trial = Trial(slot).begin().write(reply, parts)
        trial.desk.fault(dict(fault, match="POST *" if fault.get("any") else (
            "POST /tickets/*/messages" if reply else "POST /tickets"), count=times))
        trial.run()
        if times < 0:
            trial.run()
            trial.desk.heal()
        return trial.finish(doubt=doubt), trial
    return case


def looked(fault, reply, large=False):
    """The answer is lost, and then looking for it fails as well."""
    def case(slot):
        trial = Trial(slot).begin().write(reply)
        trial.desk.fault({"match": "POST *", "close": "after", "count": 1},
                         dict(fault, match="GET /tickets/*", count=2),
                         dict(fault, match="GET /tickets", count=2))
        trial.run()
        # A conversation that is too large to be read proves nothing: see reconcile.c.
        return trial.finish(doubt=large), trial
    return case


def reused(fault, text):
    """A GET and the POST after it: the connection dies under the POST. One POST."""
    def case(slot):
        trial = Trial(slot).begin(known=False).write(reply=True)
        seen = trial.seen()
        trial.desk.fault(dict(fault, match="POST *"))
        trial.run()
        first = len(trial.posts(seen))
        made = trial.desk.requests()[seen:]
        trial.want(made and made[0]["method"] == "GET", "no GET came first: " + text)
        trial.want(first == 1, "(b) %d POSTs in the first run" % first)
        return trial.finish(), trial
    return case


def late_act(ms, fault):
    def case(slot):
        trial = Trial(slot).begin().write()
        trial.desk.fault(dict(fault, match="POST /tickets", act=True, act_delay_ms=ms))
        trial.run()
        return trial.finish(doubt=ms >= 5000), trial
    return case


def buried(acted, hold, others):
    """So many tickets come between the intent and the look."""
    def case(slot):
        rest = "limits : { deadline = 3; unproven = \"%s\"; };" % ("hold" if hold else "post")
        trial = Trial(slot).begin(rest=rest).write()
        trial.desk.fault({"match": "POST /tickets", "close": "after" if acted else "before"})
        trial.run()
        for n in range(others):
            trial.desk.control("POST", "tickets", {"subject": "Another %d" % n})
        if others < 50 or not hold or not acted:
            return trial.finish(doubt=others >= 50, held=hold), trial
        # Held as it may be there, and it is there: the person who looks has both.
        trial.gate.until_taken(trial.bytes, trial.results, at_once=False)
        trial.want(len(trial.gate.kept()) == 1 and len(trial.desk.copies(trial.words[0])) == 1,
                   "(c) not held")
        return trial.flaws, trial
    return case


PAGE = "<html><body><h1>Bad gateway</h1></body></html>"


def status_of(status, headers, body, reply, times, acted=False):
    def case(slot):
        trial = Trial(slot).begin().write(reply)
        trial.desk.fault({"match": "POST /tickets/*/messages" if reply else "POST /tickets",
                          "status": status, "headers": headers, "body": body, "act": acted,
                          "count": times})
        result = trial.run()
        if status in (401, 403):
            trial.want(result.status == 75, "not put off")
        if times < 0:
            trial.run()
            trial.desk.heal()
        if status == 429:  # an absurd pause would be waited for, so a new state forgets it
            trial.want(result.status == 75, "not put off")
            if trial.run().status == 75:
                trial.gate.forget(slot.known)
        return trial.finish(held=status in ((400, 422) if reply else (400, 404, 409, 422))), trial
    return case


def many_busy(slot):
    """Twenty processes and a desk that refuses some for their rate."""
    trial = Trial(slot).begin(api="requests = 10; window = 2;").write()
    trials = [Trial(slot).write() for _ in range(20)]
    trial.desk.fault({"match": "POST /tickets", "status": 429, "skip": 4, "count": 3,
                      "headers": {"Retry-After": "1"}, "body": "{}"})
    flaws = []

    def work(one):
        flaws.extend(one.finish())
    threads = [threading.Thread(target=work, args=(one,)) for one in trials]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trial.results = [result for one in trials for result in one.results]
    times = [one["time_ms"] for one in trial.desk.requests()[-1000:] if one["method"] == "POST"]
    times = times[-23:]
    worst = max(sum(1 for at in times if start <= at < start + 2000) for start in times)
    if worst > 10:
        flaws.append("%d requests in 2 s" % worst)
    return flaws, trial


def cases():
    yield 9, "20 processes, 10 requests in 2 s, some 429", many_busy
    for name, fault in ANSWERS.items():
        for acted in (True, False):
            one = dict(fault, act=acted)
            if acted and name == "closed":
                one["close"] = "after"
            said = ", acted" if acted else ", not acted"
            for reply in (False, True):
                kind = " to a reply" if reply else ""
                yield 14, name + kind + said, posted(one, reply, 1, 1)
            yield 16 if acted else 14, name + said + ", every time", posted(one, False, 1, -1)
            yield 14, name + " to every part" + said, posted(dict(one, skip=1), False, 3, 1)
        yield 14, name + " to the look", looked(fault, False)
        yield 14, name + " to the look at a ticket", looked(fault, True, name in LARGE)
    for fault in ({"close": "before"}, {"close": "after"}, {"close": "reset"},
                  {"close": "reset", "act": True}, {"close": "hang"}):
        yield 15, "GET, then POST: %s" % fault, reused(fault, str(fault))
    for times in (1, -1):
        for reply in (False, True):
            for close in ("after", "reset"):
                yield 16, "acted, answer lost (%s, %d times, reply %s)" % (close, times, reply), posted(
                    {"close": close, "act": True}, reply, 1, times)
    for ms in (500, 2000, 4000, 6000, 9000):
        for fault in ({"close": "reset"}, {"status": 504, "body": PAGE}):
            yield 17, "acts %d ms late (%s)" % (ms, fault), late_act(ms, fault)
    # Beside these one ticket is known from before.
    for others in (20, 48, 50, 60):
        for acted in (True, False):
            for hold in (True, False):
                yield 18, "%d others, acted %s, hold %s" % (others, acted, hold), buried(acted, hold, others)
    for reply in (False, True):
        for status in (401, 403, 404, 409, 500, 502, 503, 504, 418, 599, 204, 302):
            for times in (1, -1) if status in (401, 403, 500, 503) else (1,):
                yield 19, "%d, %d times, reply %s" % (status, times, reply), status_of(
                    status, {"Content-Type": "text/html"}, PAGE, reply, times)
        for body in ("{\"error\":\"Validation\",\"details\":{\"fieldErrors\":{\"subject\":[\"bad\"]},\"formErrors\":[]}}",
                     "{\"error\":{\"message\":\"new form\"}}", PAGE, ""):
            yield 19, "400, %r, reply %s" % (body[:20], reply), status_of(400, {}, body, reply, 1)
            yield 19, "422, %r, reply %s" % (body[:20], reply), status_of(422, {}, body, reply, 1)
    for after in (None, "60", "0", "-1", "1000000000", "99999999999999999999", "soon",
                  "Wed, 21 Oct 2037 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", "1.5", ""):
        yield 19, "429, Retry-After %r" % after, status_of(
            429, {} if after is None else {"Retry-After": after}, "{}", False, 1)
    for status in (500, 502, 503, 504):
        yield 19, "%d, but acted" % status, status_of(status, {}, PAGE, False, 1, acted=True)
