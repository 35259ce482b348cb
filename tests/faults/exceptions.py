"""What gives way when something is used up, in its order: users' traffic before elements'.

Each policy of sensor/exceptions.def is made to happen by its --simulate- option, and the first ones
also by what really uses things up.
"""

import os
import sys

import frames
from files import read
from lab import expect

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "sets"))

# pylint: disable=wrong-import-position
from traffic import sample

ELEMENT = "10.50.0.1"
POLICY = """version: 1
elements: {r1: {addresses: [%s]}}
groups:
  routers: {role: element, members: [r1]}
""" % ELEMENT
GREETING = b"\r\nUser Access Verification\r\n\r\nUsername: "
ROUNDS, CROWD = 60, 2000  # dialogues, packets


class Hall:
    """Dialogues of users with web servers, and of managers with the element, in turns."""

    def __init__(self):
        self.capture = sample.Capture()
        self.capture.wait(0.1)
        self.open = []

    def user(self, number):
        web = sample.Tcp(self.capture, "10.70.%d.1" % number, 42000 + number,
                         "10.71.%d.2" % number, 80)
        web.say(web.client, b"GET /%d HTTP/1.1\r\nHost: a.example\r\n" % number)
        self.open.append(web)
        self.capture.udp("10.72.%d.1" % number, 43000 + number, "10.73.%d.2" % number, 31999,
                         bytes(range(128, 192)))

    def manager(self, number):
        line = sample.Tcp(self.capture, "10.60.%d.1" % number, 44000 + number, ELEMENT, 23)
        line.say(ELEMENT, GREETING)
        line.say(line.client, b"op\r\n")
        line.say(ELEMENT, b"op\r\nPassword: ")
        line.say(line.client, b"pw\r\n")
        line.say(ELEMENT, b"\r\n\r\nR1#")
        line.say(line.client, b"show version %d\r\n" % number)
        line.say(ELEMENT, b"show version %d\r\nR1#" % number)
        line.close(line.client)

    def crowd(self):
        """Users' flows and dialogues in every shard, so that one can give way."""
        for number in range(CROWD // 5):
            web = sample.Tcp(self.capture, "10.74.%d.%d" % (number >> 8, number & 255), 5000,
                             "10.75.0.1", 80)
            web.segment(web.client, 0x18, b"GET /crowd HTTP/1.1\r\nHost: a")
            self.capture.udp("10.76.%d.%d" % (number >> 8, number & 255), 5000, "10.75.0.1",
                             31000, b"\x80")

    def write(self, path, rounds=ROUNDS):
        self.crowd()
        for number in range(rounds):
            self.user(number)
            self.manager(number)
        for web in self.open:
            web.say(web.client, b"\r\n")
            web.say(web.server, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            web.close(web.client)
        self.capture.write(path)
        return path


def told(events, kind):
    return [e for e in events if e["event_type"] == kind]


def requests(events):
    """Users' whole requests."""
    return sum(e["dest_ip"].startswith("10.71.") for e in told(events, "http"))


def of_elements(events):
    """What is told of the element, without what numbers the run."""
    return [e for e in events if e["event_type"] in ("telnet", "mgmt", "snmp") and
            ELEMENT in (e["src_ip"], e["dest_ip"])]


def counters(events):
    return told(events, "stats")[-1]["spanwatch"]["stats"]


def with_policy(bench):
    path = bench.path("policy.yaml")
    with open(path, "w", encoding="ascii") as file:
        file.write(POLICY)
    return ("--policy", path, "--scope", "all")


def hall(bench):
    """What a read of the hall needs, and what it tells when nothing is forced."""
    words = (*with_policy(bench), Hall().write(bench.path("hall.pcap")))
    plain, _ = read(bench, *words)
    expect(len(told(of_elements(plain), "telnet")) >= ROUNDS, "too little is told of the element")
    expect(requests(plain) == ROUNDS, "%d of %d users' requests are told" % (
        requests(plain), ROUNDS))
    return words, plain


def forced(bench, what):
    """Events and counters with WHAT forced; elements' are all there, at any number of threads."""
    words, plain = hall(bench)
    less, _ = read(bench, what, *words)
    expect(of_elements(less) == of_elements(plain), "elements' traffic suffers")
    again, _ = read(bench, "--threads", "2", what, *words)
    expect(again == less, "two threads say something else")
    return less, counters(less)


def flow_full(bench):
    less, count = forced(bench, "--simulate-flow-full=%d" % CROWD)
    expect(count["flows_evicted"] > ROUNDS, "%d flows gave way" % count["flows_evicted"])
    expect(count["elements_shed"] == 0, "an element's flow gave way although users' were there")
    return "%d users' flows gave way, %d requests told" % (
        count["flows_evicted"], requests(less))


def flow_full_of_elements(bench):
    """Nothing but elements' flows is left: users' are refused, an element's takes the oldest's."""
    records = [(1700000000 + i, frames.set_frame(i)) for i in range(40)]
    records += [(1700000040, frames.udp("10.70.0.%d" % i, 5000, "10.71.0.1", 5001, b"x" * 20))
                for i in range(1, 41)]
    records += [(1700000041 + i, frames.set_frame(100 + i)) for i in range(40)]
    frames.write_pcap(bench.path("elements.pcap"), records)
    events, _ = read(bench, "--simulate-flow-full=41", *with_policy(bench),
                     bench.path("elements.pcap"))
    count = counters(events)
    seen = len(told(events, "snmp"))
    expect(count["flows_refused"] >= 40, "%d packets refused" % count["flows_refused"])
    expect(count["elements_shed"] >= 1, "nothing of elements gave way")
    expect(seen + count["flows_refused"] - 40 == 80 and seen > 40, "%d of 80 told" % seen)
    return "%d of 80 elements' requests told" % seen


def conversation_full(bench):
    less, count = forced(bench, "--simulate-conversation-full=%d" % (CROWD + 100))
    expect(count["conversations_evicted"] + count["conversations_refused"] >= ROUNDS / 2,
           "%d dialogues gave way" % count["conversations_evicted"])
    return "%d dialogues gave way, %d requests told" % (
        count["conversations_evicted"] + count["conversations_refused"], requests(less))


def stream_full(bench):
    less, count = forced(bench, "--simulate-stream-full=%d" % (CROWD + 100))
    expect(count["state_refused"] > 0, "nothing was refused")
    expect(requests(less) < ROUNDS, "users' streams found memory")
    return "%d of %d users' requests told" % (requests(less), ROUNDS)


def cut(frame, ident):
    """FRAME's datagram in two fragments."""
    head, body = frame[14:34], frame[34:]
    for offset, more, part in ((0, 1, body[:24]), (24, 0, body[24:])):
        ip = head[:2] + (20 + len(part)).to_bytes(2, "big") + ident.to_bytes(2, "big") + \
            (more << 13 | offset // 8).to_bytes(2, "big") + head[8:10] + b"\0\0" + head[12:]
        yield frame[:14] + ip[:10] + frames.checksum(ip).to_bytes(2, "big") + ip[12:] + part


def fragment_full(bench):
    """First halves of users push out each other; the element's are whole when their ends come."""
    first, last = [], []
    for i in range(15):
        for target in (ELEMENT, "10.51.0.1"):
            one, two = cut(frames.set_frame(i, target=target), 100 + i)
            first.append((1700000000 + i / 100, one))
            last.append((1700000001 + i / 100, two))
    frames.write_pcap(bench.path("halves.pcap"), first + last)
    plain, _ = read(bench, *with_policy(bench), bench.path("halves.pcap"))
    less, _ = read(bench, "--simulate-fragment-full=21", *with_policy(bench),
                   bench.path("halves.pcap"))
    expect(len(told(plain, "snmp")) == 30, "%d of 30 datagrams" % len(told(plain, "snmp")))
    mine = len(of_elements(told(less, "snmp")))
    users = len(told(less, "snmp")) - mine
    expect(mine == 15 and users < mine, "%d of the element's, %d of users'" % (mine, users))
    full = told(less, "stats")[-1]["spanwatch"]["stats"]["decode"]["fragment_full"]
    expect(full > 0, "it is not counted")
    return "%d of the element's datagrams whole, %d of users'" % (mine, users)


def overload(bench):
    """nDPI first, then users' new flows, then all users' traffic; of elements nothing."""
    words, plain = hall(bench)
    packets = told(plain, "stats")[-1]["stats"]["decoder"]["pkts"]
    steps = []
    for step in (packets, packets // 2, 300):
        less, _ = read(bench, "--simulate-overload=%d" % step, *words)
        expect(of_elements(less) == of_elements(plain), "elements' traffic suffers")
        count = counters(less)
        steps.append((requests(less), count["shed_packets"], count["ndpi_packets"]))
    expect(steps[0][1] == 0 and steps[0][0] == ROUNDS, "the first step costs users: %s" % steps)
    expect(steps[0][1] <= steps[1][1] < steps[2][1], "packets shed: %s" % steps)
    expect(steps[0][2] >= steps[1][2] >= steps[2][2], "packets given to nDPI: %s" % steps)
    expect(steps[2][0] == 0, "%d users' requests told at the last step" % steps[2][0])
    return "users' requests told, packets left unread, packets to nDPI: %s" % steps


def flood_and_session(bench):
    """A telnet session with the element is open while users fill a small table many times."""
    hall = Hall()
    line = sample.Tcp(hall.capture, "10.60.0.1", 44000, ELEMENT, 23)
    line.say(ELEMENT, GREETING)
    for number in range(20000):
        hall.capture.udp("10.80.%d.%d" % (number >> 8, number & 255), 5000, "10.81.0.1",
                         6000 + number % 100, b"x")
    line.say(line.client, b"op\r\n")
    line.say(ELEMENT, b"op\r\nPassword: ")
    line.say(line.client, b"pw\r\n")
    line.say(ELEMENT, b"\r\n\r\nR1#")
    line.say(line.client, b"reload\r\n")
    line.say(ELEMENT, b"reload\r\nR1#")
    hall.capture.write(bench.path("flood.pcap"))
    events, _ = read(bench, "--set", "limits.flows=1024", "--set", "flow-events=off",
                     *with_policy(bench), bench.path("flood.pcap"))
    actions = [e["mgmt"]["verb"] for e in told(events, "mgmt")]
    expect("reboot" in actions, "what is typed after the flood is lost: %s" % actions)
    count = counters(events)
    expect(count["flows_evicted"] > 10000 and not count["elements_shed"], "%s" % count)
    return "%d flows gave way" % count["flows_evicted"]


CHECKS = (
    ("a full flow table sheds users' flows and no element's", flow_full),
    ("a flow table full of elements refuses users, then takes the oldest", flow_full_of_elements),
    ("an open session with an element outlives a flood of users' flows", flood_and_session),
    ("too many dialogues: users' are read no longer, elements' are", conversation_full),
    ("full stream memory is refused to users, elements have a share", stream_full),
    ("full fragment memory drops users' datagrams first", fragment_full),
    ("behind, it leaves out opinions, then new flows of users, then users", overload),
)
