"""Segments that pass the tap and that the other end drops: they hide nothing of what was done."""
from net import Talk
from stage import scene
from wire import *

LOOSE = (
    'unpermitted-change',
    'account-change',
    'logging-disabled',
    'change-outside-window',
    'login-without-aaa',
    'cleartext-management',
    'log-silence',
    'no-accounting',
    'routing-change',
)
LINES = [
    ('configure terminal', '', 'pe1(config)#'),
    ('username eve privilege 15 secret Qr7-Wk2x', '', 'pe1(config)#'),
    ('ip route 203.0.113.0 255.255.255.0 10.9.9.9', '', 'pe1(config)#'),
    ('end', '', 'pe1#'),
    ('write memory', 'Building configuration...\r\n[OK]\r\n', 'pe1#'),
]
DEEDS = [
    ('change', 'account', {'object': 'username *'}),
    ('change', 'route', {'object': 'ip route *'}),
    ('save', 'config', {'object': 'write memory'}),
]


def hidden(name, lie, options=lambda number: ()):
    """LIE is told before each segment with data; OPTIONS are those of the true one."""

    def play(n, h):
        talk = Talk(n, h.jump, h.r1, 23)
        for number, word in enumerate(telnet_words('carol', 'zz81-Klm', 'pe1#', LINES)):
            who, data = word if isinstance(word, tuple) else ('c', word)
            lie(talk, number, who, b'x' * len(data))
            talk.segment(who, 'PA', data, options=options(number))
        talk.close()

    play.__name__ = name
    scene(want=None, bare=[], deeds=DEEDS, also=LOOSE, families=(4, 6))(play)


def stamp(value):
    return [('NOP', None), ('NOP', None), ('Timestamp', (value, 1))]


def fins(talk, number, who, junk):
    if number == 7:
        talk.lie('c', 'FA', ttl=1)
        talk.lie('s', 'FA', ttl=1)


def fins_that_arrive_elsewhere(talk, number, who, junk):
    if number == 7:
        talk.lie('c', 'FA')
        talk.lie('s', 'FA')


hidden('fins_that_die_on_the_way', fins)
hidden('fins_that_nobody_heeds', fins_that_arrive_elsewhere)
hidden('bytes_without_ack', lambda talk, number, who, junk: talk.lie(who, 'P', junk))
hidden('bytes_with_a_signature', lambda talk, number, who, junk: talk.lie(who, 'PA', junk, options=[(19, bytes(16))]))
hidden(
    'bytes_of_the_past',
    lambda talk, number, who, junk: number > 1 and talk.lie(who, 'PA', junk, options=stamp(5)),
    lambda number: stamp(100000 + number),
)
hidden('bytes_that_die_on_the_way', lambda talk, number, who, junk: who == 'c' and talk.lie(who, 'PA', junk, ttl=1))
