"""Every byte in every field that a stranger can fill, and what leaves the program of it.

Events are JSON in valid UTF-8; what people read on a terminal has no control character and nothing
that turns text around; cells of a table begin no formula; pages and drafts hold text as text.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys

from lab import Failed, expect

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "sets"))

# pylint: disable=wrong-import-position
import traffic

SPRINKLED = (b"=1+cmd|' /C calc'!A0", b"+1+1", b"-2+3", b"@SUM(1)", b"%s%n%x%99999d", b"${jndi:ldap://a}",
             "\u202eevil\u202c \u2066x\u2069 \u2028".encode(), b"\x1b[2J\x1b]0;owned\x07", b"\x9b31m\x90\x9c",
             b"\xc0\xaf\xed\xa0\x80\xf8\x88", b"<script>alert(1)</script>\"'><img src=x onerror=alert(2)>",
             b"a: [b\n- c: {d", b"\xf0\x9f\x92\xa3" * 400, b"A" * 5000)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REPORTS = ("changes", "outbound", "inventory", "sprawl", "coverage")


def texts():
    """All 256 bytes in pieces, and what is known to break out."""
    for start in range(0, 256, 32):
        yield bytes(range(start, start + 32))
    yield from SPRINKLED


def line(text):
    return text.replace(b"\r", b"").replace(b"\n", b"")


def scenes(text):
    """One exchange for each field that takes TEXT."""
    t, one = traffic.sample, line(text)
    value = t.ber(4, text[:1200])
    yield traffic.snmp(traffic.SET, "1.3.6.1.2.1.1.5.0", value)
    yield traffic.snmp(traffic.SET, "1.3.6.1.2.1.1.5.0", value, community=text[:100])
    yield traffic.datagram(514, b"<189>" + text)
    yield traffic.datagram(69, b"\0\2" + text.replace(b"\0", b"")[:400] + b"\0octet\0")
    prompt, login = ("s", b"\r\nR1#"), ("s", b"\r\nUser Access Verification\r\n\r\nUsername: ")
    yield traffic.stream(23, login, one.replace(b"\xff", b"\xff\xff") + b"\r\n", ("s", b"Password: "),
                         b"x\r\n", prompt, b"hostname " + one.replace(b"\xff", b"\xff\xff") + b"\r\n",
                         ("s", b"\r\nR1(config)#"))
    yield traffic.stream(21, ("s", b"220 " + one + b"\r\n"), b"USER " + one + b"\r\n",
                         ("s", b"331 go on\r\n"), b"STOR " + one + b"\r\n", ("s", b"550 no\r\n"))
    yield traffic.stream(80, b"GET /" + one.replace(b" ", b"") + b" HTTP/1.1\r\nHost: " + one +
                         b"\r\nUser-Agent: " + one + b"\r\nAuthorization: Basic " + one + b"\r\n\r\n",
                         ("s", b"HTTP/1.1 200 OK\r\nServer: " + one + b"\r\nContent-Length: 0\r\n\r\n"))
    yield traffic.stream(22, ("s", b"SSH-2.0-" + one[:200] + b"\r\n"), b"SSH-2.0-" + one[:200] + b"\r\n")
    yield traffic.stream(25, ("s", b"220 " + one + b"\r\n"), b"EHLO " + one + b"\r\n",
                         ("s", b"250 ok\r\n"), b"MAIL FROM:<" + one + b">\r\n", ("s", b"250 ok\r\n"))
    label = text[:63].ljust(1, b"x")
    yield traffic.datagram(53, b"\0\1\1\0\0\1\0\0\0\0\0\0" + bytes([len(label)]) + label +
                           b"\7example\0\0\1\0\1")
    yield traffic.stream(7547, b"POST / HTTP/1.1\r\nHost: acs\r\nContent-Type: text/xml\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(inform(text)) + inform(text))
    yield traffic.stream(5060, b"REGISTER sip:" + one + b" SIP/2.0\r\nFrom: " + one + b"\r\nTo: " +
                         one + b"\r\nCall-ID: " + one + b"\r\nCSeq: 1 REGISTER\r\nVia: SIP/2.0/TCP a\r\n"
                         b"Content-Length: 0\r\n\r\n")


def inform(text):
    text = text.replace(b"<", b"&lt;").replace(b"&", b"&amp;")[:1000]
    return (b"<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/' "
            b"xmlns:cwmp='urn:dslforum-org:cwmp-1-0'><soap:Body><cwmp:Inform><DeviceId><Manufacturer>" +
            text + b"</Manufacturer><ProductClass>" + text + b"</ProductClass></DeviceId></cwmp:Inform>"
            b"</soap:Body></soap:Envelope>")


def capture(bench):
    """The capture; the number of exchanges in it."""
    made, number = traffic.sample.Capture(), 0
    for text in texts():
        for scene in scenes(text):
            number += 1
            scene(traffic.Scene(made, number))
    made.write(bench.path("hostile.pcap"))
    return number


def say(bench, *words):
    done = subprocess.run([bench.binary, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=120)
    expect(done.returncode == 0, "%s: exit code %d: %s" % (
        words[0], done.returncode, done.stderr[-300:].decode(errors="replace")))
    return done.stdout + done.stderr


def utf8(what, octets):
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Failed("%s: no UTF-8: %r" % (what, octets[fault.start - 40:fault.end + 40])) from None


def for_people(what, octets):
    text = utf8(what, octets)
    found = CONTROL.search(text)
    expect(not found, "%s: %r in %r" % (what, found and found[0], found and text[
        max(0, found.start() - 40):found.end() + 20]))
    return text


def hostile(bench):
    number, eve = capture(bench), bench.path("eve.json")
    for_people("terminal", say(bench, "read", "--eve", eve, bench.path("hostile.pcap")))
    kinds = set()
    with open(eve, "rb") as file:
        for octets in file:
            event = json.loads(utf8("EVE", octets))
            kinds.add(event["event_type"])
            expect(not re.search(rb"[\x00-\x1f\x7f]", octets[:-1]), "a raw control byte: %r" % octets)
    wanted = {"snmp", "syslog", "tftp", "telnet", "ftp", "http", "ssh", "smtp", "dns", "cwmp", "sip", "mgmt", "alert"}
    expect(kinds >= wanted, "nothing is told of %s" % sorted(wanted - kinds))
    for report in REPORTS:
        for_people(report, say(bench, "report", report, eve))
        json.loads(utf8(report, say(bench, "report", report, "--json", eve)))
        table = utf8(report, say(bench, "report", report, "--csv", eve))
        cells = [c for row in csv.reader(io.StringIO(table, newline=""), strict=True) for c in row]
        expect(not any(re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$|$)", c) for c in cells),
               "%s: a cell begins a formula: %s" % (report, [c for c in cells if re.match("[=+@-]", c)][:2]))
        page = say(bench, "report", report, "--html", eve)
        expect(b"<script" not in page and b"<img" not in page, report + ": the page holds markup")
    say(bench, "learn", bench.path("hostile.pcap"), "-o", bench.path("draft.yaml"))
    say(bench, "check", "--policy", bench.path("draft.yaml"))
    return "%d exchanges, %d kinds of events, %d reports, a draft" % (number, len(kinds), len(REPORTS))


CHECKS = (
    ("every byte in every field leaves as text in every output", hostile),
)
