"""A bundle carries all that its verdict stands on: policy, tickets, rules with their lists, words of
vendors. It is judged again on another day, in another place, where nothing of that is any more; and
what was changed or broken in it is named."""

import json
import pathlib
import shutil

import frames

POLICY = """version: 1
groups: {routers: {role: element, addresses: [10.50.0.1]}, nms: {role: manager, addresses: [10.60.0.9]}}
permits: [{id: poll, from: nms, to: routers, over: [snmp], may: any, changes: in-window}]
"""
TICKET = """version: 1
windows: [{id: CHG-1, from: 2026-11-22T00:00:00Z, until: 2026-11-23T00:00:00Z, elements: routers, actors: nms, may: any}]
"""
RULES = """alert snmp any any -> $ROUTERS 161 (msg:"a listed manager"; ip.src; dataset:isset,bad,type ip,load lists/bad.txt; sid:3100001; rev:1;)
alert snmp any any -> $ROUTERS 161 (msg:"an evil address"; iprep:src,Evil,>,10; sid:3100002; rev:1;)
alert udp any any -> $ROUTERS 161 (msg:"suppressed"; sid:3100003; rev:1;)
"""
FILES = {'local.rules': RULES, 'lists/bad.txt': '10.60.0.9\n', 'policy.yaml': POLICY, 'tickets/chg-1.yaml': TICKET,
         'categories.txt': '1,Evil,an evil address\n', 'reputation.txt': '10.60.0.9,1,90\n',
         'threshold.config': 'suppress gen_id 1, sig_id 3100003\n'}
OURS = {3100001, 3100002, 3100003}
NOTHING = {'local.rules': '', 'policy.yaml': 'version: 1\n'}


def lay_out(top, files):
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)


def words(site, rest=()):
    settings = {'windows-dir': site / 'tickets', 'threshold-file': site / 'threshold.config', 'vars': 'ROUTERS=10.50.0.0/16',
                'iprep.categories': site / 'categories.txt', 'iprep.files': site / 'reputation.txt'}
    return [*rest, '--policy', site / 'policy.yaml', '--rules', site / 'local.rules',
            *(w for name, value in settings.items() for w in ('--set', f'{name}={value}'))]


def lines_of(folder, ident):
    return [json.loads(line) for line in (folder / f'{ident}.json').read_text().splitlines()]


def made(run, check, binary, top):
    """Bundles of a capture under all of FILES; the folder they lie in, and the site's own."""
    site, folder, capture = top / 'site', top / 'bundles', top / 'site.pcap'
    lay_out(site, FILES)
    frames.write_pcap(capture, [(1795312800 + n, frames.set_frame(n, "10.60.0.9")) for n in range(3)])
    told = run(binary, 'read', capture, '--quiet', '--eve', top / 'site.json', '--extract', folder, '--state', top / 'state', *words(site))
    check('a site with rules, lists and tickets is read', told.returncode == 0, told.stderr)
    return site, folder


def stand_by_themselves(run, check, binary, top):
    site, folder = made(run, check, binary, top)
    events = [json.loads(line) for line in (top / 'site.json').read_text().splitlines()]
    bundles = sorted(folder.glob('*.pcap'))
    rules = {e['alert']['signature_id'] for e in events if e['event_type'] == 'alert' and e['alert']['signature_id'] in OURS}
    check('the rules of the site matched', rules == OURS - {3100003}, rules)
    found = set()
    for bundle in bundles:
        tie = json.loads((folder / f'{bundle.stem}.bundle').read_text())
        first = next(e for e in events if e['event_type'] == 'run')['run']
        for key in ('policy_sha256', 'rules_sha256'):
            check(f'{bundle.stem} names {key} of the run', tie[key] == first[key] == lines_of(folder, bundle.stem)[0]['run'][key], tie)
        memory = (top / 'state' / 'memory').read_bytes()
        check(f'{bundle.stem} names the inventory of then', tie['inventory_sha256'] == memory[-32:].hex(), tie)
        check(f'{bundle.stem} names the program', tie['version'] == first['version'], tie)
        found |= {e['alert']['signature_id'] for e in lines_of(folder, bundle.stem) if e['event_type'] == 'alert'}
    check('judged alone, the packets meet the same rules, windows and lists', rules <= found, found)
    check('what the threshold file suppresses stays so', 3100003 not in found, found)
    # elsewhere, with the site another one
    moved = top / 'elsewhere'
    shutil.copytree(folder, moved)
    lay_out(site, NOTHING)
    shutil.rmtree(site / 'lists')
    told = run(binary, 'replay', *sorted(moved.glob('*.pcap')))
    check('bundles are judged again where the site is another', told.returncode == 0 and told.stdout.count('the same') == len(bundles),
          told.stdout + told.stderr)
    again = top / 'again'
    told = run(binary, 'read', top / 'site.pcap', '--quiet', '--eve', '-', '--extract', again)
    check('without policy and rules there is a bundle too', told.returncode == 0 and run(binary, 'replay', *again.glob('*.pcap')).returncode == 0,
          told.stderr)
    return bundles


def tampered(run, check, binary, top):
    """Every part of a bundle changed or broken: told by name, with 1 where it can be judged and 5 where not."""
    folder = top / 'bundles'
    ident = next(b.stem for b in sorted(folder.glob('*.pcap')) if any(
        e['event_type'] == 'alert' and e['alert']['signature_id'] == 3100001 for e in lines_of(folder, b.stem)))
    ground = next(folder.glob('ground-*')).name
    cases = []

    def case(what, code, said, change):
        cases.append((what, code, said, change))

    def edit(name, change):
        return lambda at: (at / name).write_bytes(change((at / name).read_bytes()))

    packets, events, tie = f'{ident}.pcap', f'{ident}.json', f'{ident}.bundle'
    case('a changed packet', 1, 'packets are not those of then', edit(packets, lambda b: b[:-4] + bytes(4)))
    case('a packet too many', 1, 'packets are not those of then', edit(packets, lambda b: b + b[24:]))
    case('packets cut short', 5, 'packets cannot be read whole', edit(packets, lambda b: b[:-3]))
    case('packets that are none', 5, 'packets cannot be read whole', edit(packets, lambda b: b'none'))
    case('packets that are gone', 5, 'one cannot be read', lambda at: (at / packets).unlink())
    case('a changed event', 1, 'events are not those of then', edit(events, lambda b: b.replace(b'10.60.0.9', b'10.60.0.8', 1)))
    case('events that are gone', 5, 'one cannot be read', lambda at: (at / events).unlink())
    case('a tie of noise', 5, 'is damaged', edit(tie, lambda b: bytes(range(256)) * 40))
    case('an empty tie', 5, 'is damaged', edit(tie, lambda b: b''))
    case('a tie that is gone', 5, 'one cannot be read', lambda at: (at / tie).unlink())
    case('a tie that leads elsewhere', 5, 'no ground has such a name', edit(tie, lambda b: b.replace(ground.encode(), b'../../etc')))
    case('another version', 0, 'judged then by spanwatch 0.0.0', edit(tie, lambda b: b.replace(b'"version":"', b'"version":"0.0.0","x":"')))
    case('a changed rule', 1, 'the copy of', edit(f'{ground}/rules/0001.rules', lambda b: b.replace(b'3100001', b'3100009')))
    case('rules that are broken', 1, 'the copy of', edit(f'{ground}/rules/0001.rules', lambda b: b'alert nonsense\n'))
    case('rules that are gone', 5, 'is gone', lambda at: (at / ground / 'rules/0001.rules').unlink())
    case('a changed list', 1, 'the copy of', edit(f'{ground}/lists/0001.txt', lambda b: b'192.0.2.1\n'))
    case('a list that is gone', 1, 'is gone', lambda at: (at / ground / 'lists/0001.txt').unlink())
    case('a changed policy', 1, 'differs in line 1', edit(f'{ground}/policy.yaml', lambda b: b.replace(b'[snmp]', b'[ssh]')))
    case('a policy that is broken', 5, 'policy or rules cannot be read', edit(f'{ground}/policy.yaml', lambda b: b'version: [\n'))
    case('a ticket that is gone', 1, 'is gone', lambda at: (at / ground / 'windows/0001.yaml').unlink())
    case('a changed list of the ground', 5, 'not the one of then', edit(f'{ground}/ground.json', lambda b: b.replace(b'"on"', b'"off"', 1)))
    case('a list of the ground cut short', 5, 'not the one of then', edit(f'{ground}/ground.json', lambda b: b[:99]))
    case('a ground that is gone', 5, 'ground.json', lambda at: shutil.rmtree(at / ground))
    for number, (what, code, said, change) in enumerate(cases):
        at = top / f'tampered-{number}'
        shutil.copytree(folder, at)
        change(at)
        told = run(binary, 'replay', at / f'{ident}.pcap')
        check(f'{what}: exit {code}', told.returncode == code, f'{told.returncode} {told.stdout} {told.stderr}')
        check(f'{what} is told', said in told.stdout + told.stderr, told.stdout + told.stderr)
    return len(cases)


def main(run, check, binary, top):
    """How many bundles stood by themselves, and in how many ways they were tampered with."""
    top = pathlib.Path(top) / 'bundles'
    top.mkdir()
    return len(stand_by_themselves(run, check, binary, top)), tampered(run, check, binary, top)
