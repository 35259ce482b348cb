"""Reports made straight from Redis say what those of the EVE file say; hostile text breaks out of none."""
import csv, html.parser, io, json, subprocess

import hostile
from checks_api import same

KINDS = ('changes', 'outbound', 'inventory', 'sprawl', 'coverage')
CHANGES = ('change', 'save', 'exec', 'import', 'image', 'reboot', 'erase')
FORMULA = ('=', '+', '-', '@', '\t', '\r')
BAD = [s.decode('latin-1') for s in hostile.STRINGS] + ['=cmd|" /C calc"!A0', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1']
KEPT = ('event_type', 'timestamp', 'verb', 'subject', 'outcome', 'sanction', 'finding', 'first_seen', 'last_seen', 'start', 'end', 'fact')


def report(b, *words, code=0):
    done = subprocess.run([b.spanwatch, 'report', *map(str, words)], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == code, (words, done.returncode, done.stderr.decode())
    return done.stdout.decode() if code == 0 else done.stderr.decode()


def tables(b, *words):
    return {name: rows for name, rows in json.loads(report(b, *words, '--json')).items() if isinstance(rows, list)}


def without(rows, *names):
    return sorted(json.dumps({k: v for k, v in row.items() if k not in names}, sort_keys=True) for row in rows)


def check_from_redis(b):
    """reports from Redis name the same changes, findings, elements and versions as those from EVE"""
    eve = b.folder / 'lab.json'
    named = b.folder / 'lab-named.json'
    named.write_text(''.join(json.dumps({**json.loads(line), 'host': 'lab'}) + '\n' for line in eve.read_text().splitlines()))
    redis = ('--redis', b.url, '--set', 'sensor=lab')
    file, stored = tables(b, 'changes', named), tables(b, 'changes', *redis)
    same(sorted(stored), sorted(file), 'tables of changes')
    same(len(stored['changes']), len(b.changes('lab')), 'changes')
    same(without(stored['changes']), without(r for r in file['changes'] if r['verb'] in CHANGES), 'changes')
    file, stored = tables(b, 'inventory', named), tables(b, 'inventory', *redis)
    elements = [r for r in file['inventory'] if r['element'] == 'yes']
    for row in stored['inventory'] + elements:
        row['vendor'] = row['vendor'].lower()  # of two that weigh the same the one heard first counts
    same(without(stored['inventory']), without(elements), 'elements')
    ids = {r['id'] for r in elements}
    same(without(stored['facts'], 'current'), without((r for r in file['facts'] if r['id'] in ids), 'current'), 'facts')
    for kind in KINDS:
        assert tables(b, kind, *redis), kind
    both = json.loads(report(b, 'changes', '--redis', b.url, '--json'))
    assert len(json.dumps(both)) > len(json.dumps(stored)), 'all sensors together are no more than one'
    assert 'has nothing of nobody' in report(b, 'changes', '--redis', b.url, '--set', 'sensor=nobody', code=5)
    assert 'nothing.sock' in report(b, 'changes', '--redis', f'unix://{b.folder}/nothing.sock', code=5)


class Page(html.parser.HTMLParser):
    """Elements of a page and what they point to."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.style = set(), [], ''

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        self.last = tag

    def handle_data(self, data):
        if getattr(self, 'last', '') == 'style':
            self.style += data
            self.last = ''


def spoil(value, n, key=''):
    """VALUE with every text that is not a word of the vocabulary replaced by one that tries to break out."""
    if isinstance(value, dict):
        return {k: spoil(v, n + i, k) for i, (k, v) in enumerate(value.items())}
    if isinstance(value, list):
        return [spoil(v, n + i, key) for i, v in enumerate(value)]
    return BAD[n % len(BAD)] if isinstance(value, str) and key not in KEPT else value


def check_hostile_reports(b):
    """with hostile text in every field, CSV holds no formula and HTML no element of theirs, and nothing from elsewhere"""
    eve = b.folder / 'spoiled.json'
    with eve.open('w', encoding='utf-8') as out:
        for n, line in enumerate((b.folder / 'lab.json').read_text().splitlines()):
            for turn in range(3):
                out.write(json.dumps(spoil(json.loads(line), n * 3 + turn * 7)) + '\n')
    clean = {kind: Page() for kind in KINDS}
    cells = 0
    for kind in KINDS:
        clean[kind].feed(report(b, kind, b.folder / 'lab.json', '--html'))
        for source in (eve, b.folder / 'hostile.json'):
            text = report(b, kind, source, '--csv')
            for row in csv.reader(io.StringIO(text, newline='')):
                for cell in row:
                    cells += 1
                    assert not cell.startswith(FORMULA) or cell.replace('.', '', 1).lstrip('-').isdecimal(), (kind, cell)
            page = Page()
            page.feed(report(b, kind, source, '--html'))
            assert page.tags <= clean[kind].tags | {'p', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'caption'}, (kind, page.tags - clean[kind].tags)
            same([a for a in page.attributes if a[0].startswith('on') or a[0] in ('src', 'action', 'srcset') or
                  (a[0] == 'href' and not (a[1] or '').startswith('#'))], [], f'{kind}: what points to elsewhere or acts')
            assert '@media print' in page.style or '@page' in page.style, f'{kind} has no rules for paper'
            assert 'url(' not in page.style and '@import' not in page.style, f'{kind}: style from elsewhere'
            json.loads(report(b, kind, source, '--json'))
    assert cells > 300, f'only {cells} cells were looked at'
