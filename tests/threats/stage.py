"""What the scenes stand on: hosts in both address families, the policy that knows them, and the list of scenes."""
NAMES = {'r1': 1, 'r2': 2, 'r3': 3, 'r4': 4, 'r5': 5}
ROLES = {'nms': 10, 'jump': 20, 'aaa': 30, 'log': 40, 'time': 50, 'dns': 53, 'file': 60, 'acs': 70, 'vendor': 80}
FAR = {'evil': 77, 'evil2': 78, 'web': 80}


class Hosts:
    def __init__(self, family):
        six = family == 6
        for name, number in NAMES.items():
            setattr(self, name, f'2001:db8:60::{number:x}' if six else f'10.60.1.{number}')
        for name, number in ROLES.items():
            setattr(self, name, f'2001:db8:61::{number:x}' if six else f'10.61.0.{number}')
        for name, number in FAR.items():
            setattr(self, name, f'2001:db8:bad::{number:x}' if six else f'203.0.113.{number}')
        self.user = '2001:db8:70::7ee' if six else '100.70.3.4'
        self.stranger = '2001:db8:66::9' if six else '10.66.0.9'
        self.six = six

    def url(self, name):
        address = getattr(self, name)
        return f'[{address}]' if self.six else address


def both(number):
    return f'[10.61.0.{number}, "2001:db8:61::{number:x}"]'


POLICY = f'''version: 1
elements:
  r1: {{addresses: [10.60.1.1, "2001:db8:60::1"], vendor: cisco}}
  r2: {{addresses: [10.60.1.2, "2001:db8:60::2"], vendor: huawei}}
groups:
  routers: {{role: element, members: [r1, r2], addresses: [10.60.1.0/24, "2001:db8:60::/64"]}}
  nms: {{role: manager, addresses: {both(10)}}}
  jump: {{role: jump, addresses: {both(20)}}}
  aaa: {{role: aaa, addresses: {both(30)}}}
  logs: {{role: syslog, addresses: {both(40)}}}
  clocks: {{role: ntp, addresses: {both(50)}}}
  names: {{role: dns, addresses: {both(53)}}}
  depot: {{role: file, addresses: {both(60)}}}
permits:
  - {{id: poll, from: nms, to: routers, over: [snmp, icmp], may: [read]}}
  - {{id: cli, from: jump, to: routers, over: [ssh, telnet, netconf, http], may: any, changes: in-window}}
  - {{id: aaa, from: routers, to: aaa, over: [tacacs, radius]}}
  - {{id: logs, from: routers, to: logs, over: [syslog]}}
  - {{id: traps, from: routers, to: nms, over: [snmp]}}
  - {{id: clocks, from: routers, to: clocks, over: [ntp]}}
  - {{id: names, from: routers, to: names, over: [dns]}}
  - {{id: depot, from: routers, to: depot, over: [tftp, ftp, ssh]}}
windows:
  - {{id: CHG-77, from: 2026-11-22T01:00:00Z, until: 2026-11-22T02:00:00Z, elements: r1, actors: jump, users: [alice], may: [change, save, exec]}}
'''

SCENES = []


def scene(want=None, bare=None, families=(4, 6), at=3 * 3600, deeds=None, policy=POLICY, also=()):
    """A scene, a function of (net, hosts). WANT: the findings under the policy, BARE: those without one;
    None does not judge it so. Each is 'slug' or (slug, {{path: value}}). ALSO may be raised and need not.
    DEEDS: the management actions but reads and sessions, (verb, subject, {{...}})."""

    def keep(play):
        SCENES.append(
            dict(
                name=play.__name__,
                play=play,
                want=want,
                bare=bare,
                families=families,
                at=at,
                deeds=deeds,
                policy=policy,
                also=also,
            )
        )
        return play

    return keep
