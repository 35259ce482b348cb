"""Every page in a browser: no fault, nothing from elsewhere, hostile text stays text, usable by keyboard and on a phone."""
import collections, json, pathlib
from urllib.parse import quote

from bench import TOP
from browser import Browser
from checks_api import same

READY = 'document.body.dataset.ready === %r && location.hash.startsWith(%r)'


def browser(b):
    if not hasattr(b, 'browser'):
        b.browser = Browser(b.browser_path, b.folder)
        b.browser.size(1280, 900)
    return b.browser


def show(b, page, args='', server=None):
    """Opens PAGE; it must come without a fault and ask nothing of anybody else."""
    x = browser(b)
    x.faults.clear()
    x.requests.clear()
    x.call('Page.navigate', url='about:blank')
    base = f'http://127.0.0.1:{(server or b.main).port}/'
    x.open(f'{base}#/{page}{args}', f'document.body.dataset.ready === "{page}"')
    same(x.faults, [], f'faults of {page}')
    same([u for u in x.requests if not u.startswith(base) and not u.startswith('about:')], [], f'requests to elsewhere by {page}')
    return x


def pages(b):
    finding = next((e for e in b.alerts('lab') if e['spanwatch']['why'].get('missing') and e.get('mgmt')), b.alerts('lab')[0])
    busiest = collections.Counter(e['mgmt']['element']['id'] for e in b.changes('lab')).most_common(1)
    element = busiest[0][0] if busiest else b.main.get('/api/elements?sensor=lab')['elements'][0]['id']
    return [('overview', ''), ('findings', ''), ('finding', f'?sensor=lab&group={finding["spanwatch"]["group"]["id"]}'), ('changes', ''),
            ('elements', ''), ('element', f'?sensor=lab&id={quote(element)}'), ('outbound', ''), ('live', '')]


def picture(b, x, name):
    """The page as it is now, where pictures are wanted; the documentation has one of each all the same."""
    assert (TOP / 'deploy/doc/screenshots' / f'{name}.png').exists(), f'no picture of {name} in the documentation: --shots makes it'
    if b.shots:
        pathlib.Path(b.shots).mkdir(parents=True, exist_ok=True)
        x.shot(pathlib.Path(b.shots) / f'{name}.png')


def check_pages(b):
    """every page opens without a fault, in light and dark, on a laptop and on a phone"""
    for page, args in pages(b):
        x = show(b, page, args + ('&' if '?' in args else '?') + 'sensor=lab' if 'sensor' not in args else args)
        x.scheme('light')
        picture(b, x, page)
        x.size(390, 844, phone=True)
        wide = x.run('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert wide <= 1, f'{page} is {wide} pixels wider than a phone'
        if page in ('overview', 'finding'):
            picture(b, x, f'{page}-phone')
        x.size(1280, 900)
        if page in ('overview', 'findings'):
            x.scheme('dark')
            picture(b, x, f'{page}-dark')
            x.scheme('light')


def check_numbers(b):
    """what people read on the pages are the numbers of EVE"""
    x = show(b, 'overview')
    wanted = collections.Counter(e['alert']['severity'] for e in b.alerts())
    got = x.run('[...document.querySelectorAll(".figure-box b")].map(n => Number(n.textContent.replaceAll(",", "")))')
    same(got, [wanted[1], wanted[2], wanted[3], wanted[4], len(b.changes())], 'figures')
    assert x.run('document.querySelectorAll("svg.chart rect.block").length') > 0, 'no bars: is the chart library there?'
    x = show(b, 'findings')
    groups = {(e['host'], e['spanwatch']['group']['id']) for e in b.alerts()}
    same(x.run('document.querySelectorAll("tr.row").length'), min(100, len(groups)), 'rows')
    assert x.run('document.getElementById("count").textContent').startswith(f'{len(b.alerts()):,} alerts'), 'count'
    x = show(b, 'changes', '?sensor=lab')
    assert x.run('document.getElementById("count").textContent').startswith(f'{len(b.changes("lab")):,} changes'), 'count'


def check_facts(b):
    """an element's page shows its services and software and who said so, as its last whole asset event has them"""
    asset = [e['asset'] for e in b.events['lab'] if e['event_type'] == 'asset' and e['asset'].get('complete') and e['asset']['element']][-1]
    x = show(b, 'element', f'?sensor=lab&id={quote(asset["id"])}')
    services = x.run('[...document.querySelectorAll("#services .badge")].map(n => n.textContent)')
    same(sorted(services), sorted(f['value'] for f in asset['facts'] if f['fact'] == 'service'), 'services')
    text = x.run('document.querySelector("main").innerText')
    for f in asset['facts']:
        assert f['value'] in text and f['source'] in text, f
    b.cli('hset', 'sw:{lab}:el:%s:facts' % asset['id'], 'service', '[{"fact":"service"', 'evil', '[1]', 'vendor', '"<script>"')
    told = b.main.get(f'/api/element?sensor=lab&id={quote(asset["id"])}')['facts']
    assert 'service' not in told and 'evil' not in told and 'vendor' not in told, 'what is no list of facts is shown'
    kept = {}
    for f in asset['facts']:
        kept.setdefault(f['fact'], []).append(f)
    b.cli('hset', 'sw:{lab}:el:%s:facts' % asset['id'], *(w for k, v in kept.items() for w in (k, json.dumps(v))))
    b.cli('hdel', 'sw:{lab}:el:%s:facts' % asset['id'], 'evil')


def check_health_first(b):
    """capture health stands first on the overview, and says when something is lost or nothing comes"""
    for fields, word in ((['kernel_dropped', '0', 'blind', '0'], 'fine'), (['kernel_dropped', '7', 'blind', '0'], 'degraded'),
                         (['kernel_dropped', '7', 'blind', '1'], 'blind'), ([], 'silent')):
        b.cli('del', 'sw:{lab}:health')
        if fields:
            b.cli('hset', 'sw:{lab}:health', *fields)
        x = show(b, 'overview', '?sensor=lab&range=all')
        same(x.run('document.querySelector(".card .badge").textContent'), word, 'state of the sensor')
        same(x.run('document.querySelector("main h2").textContent'), 'Capture', 'the first panel')
        if word == 'degraded':
            assert 'kernel_dropped 7' in x.run('document.querySelector(".card").innerText')


def check_hostile_text(b):
    """strings of a hostile capture stay text on every page: no script, no element, no dialog"""
    x = browser(b)
    group = lambda e: e['spanwatch']['group']['id']
    targets = [('overview', '?sensor=hostile'), ('findings', '?sensor=hostile&by='), ('changes', '?sensor=hostile'), ('elements', '?sensor=hostile'),
               ('element', '?sensor=hostile&id=10.9.0.1'), ('outbound', '?sensor=hostile'), ('live', '?sensor=hostile')]
    targets += [('finding', f'?sensor=hostile&group={g}') for g in sorted({group(e) for e in b.alerts('hostile')})[:12]]
    seen = ''
    for page, args in targets:
        x = show(b, page, args)
        same(x.run('document.querySelectorAll("main script, main img, main iframe, main style, main [onload], main [onerror], main [style*=url]").length'), 0, f'elements in {page}')
        if page == 'finding':
            x.run('document.getElementById("reveal").click()')
            x.wait('!document.querySelector("pre.raw").hidden')
        same([h for h in x.run('[...document.querySelectorAll("main a")].map(a => a.getAttribute("href"))') if not h.startswith(('#/', '/api/'))], [], f'links of {page}')
        seen += x.run('document.querySelector("main").innerText')
    same(x.dialogs, 0, 'dialogs')
    assert '<script>alert' in seen, 'the hostile text is not shown at all'
    x = show(b, 'findings', '?q=' + quote('"><img src=x onerror=alert(9)>') + '&element=' + quote('<script>'))
    same(x.run('document.querySelectorAll("main img, main script").length'), 0, 'elements made of the address')


def check_keyboard(b):
    """keys alone lead through rows, pages and help, and focus can be seen"""
    x = show(b, 'findings')
    x.key('j')
    assert x.run('document.activeElement.matches("tr.row")'), 'j takes no row'
    assert x.run('getComputedStyle(document.activeElement).outlineStyle') != 'none', 'focus cannot be seen'
    x.key('j')
    same(x.run('[...document.querySelectorAll("tr.row")].indexOf(document.activeElement)'), 1, 'row')
    x.key('Enter')
    x.wait('document.body.dataset.ready === "finding"')
    x.key('g')
    x.key('c')
    x.wait('document.body.dataset.ready === "changes"')
    x.key('/')
    same(x.run('document.activeElement.type'), 'search', 'search')
    x.key('Escape')
    x.key('?')
    assert x.run('document.getElementById("keys").open'), 'help'
    same(x.run('[...document.querySelectorAll("input, select, textarea")].filter(n => !n.labels.length).length'), 0, 'fields without a label')


def check_triage(b):
    """a false positive is marked on its page, offers the exception to copy, and the policy takes that line"""
    import subprocess
    event = next(e for e in b.alerts('lab') if e['spanwatch']['why'].get('missing'))
    x = show(b, 'finding', f'?sensor=lab&group={event["spanwatch"]["group"]["id"]}')
    shown = x.run('[...document.querySelectorAll("code.line")].map(n => n.textContent)')
    assert event['spanwatch']['why']['missing'] in shown, shown
    x.run('document.getElementById("note").value = "checked with the <b>vendor</b>"')
    x.run('document.querySelector("[data-state=false-positive]").click()')
    x.wait('document.getElementById("case").innerText.includes("false-positive")')
    assert '<b>vendor</b>' in x.run('document.getElementById("case").innerText'), 'note'
    exception = next(line for line in shown if 'EX-' in line)
    policy = b.folder / 'with-exception.yaml'
    policy.write_text('version: 1\ngroups:\n  g: {role: element, addresses: [10.0.0.1]}\nexceptions:\n  ' + exception + '\n')
    done = subprocess.run([b.spanwatch, 'check', '--policy', policy], capture_output=True, timeout=20, text=True)
    same(done.returncode, 0, done.stdout + done.stderr)
    b.cli('del', 'sw:{lab}:cases')


def check_login(b):
    """with tokens the pages ask for one, and show what its roles allow"""
    import checks_access
    s = b.serve('--redis', b.url, '--tokens', checks_access.tokens_file(b))
    x = browser(b)
    x.call('Page.navigate', url='about:blank')
    x.open(f'http://127.0.0.1:{s.port}/', '!!document.getElementById("token")')
    picture(b, x, 'login')
    x.run('document.getElementById("token").value = "vera-0123456789abcdef"')
    x.run('document.querySelector("form.login").requestSubmit()')
    x.wait('document.body.dataset.ready === "overview"')
    assert 'vera (view)' in x.run('document.getElementById("who").textContent')
    group = b.alerts('lab')[0]['spanwatch']['group']['id']
    x.run(f'location.hash = "#/finding?sensor=lab&group={group}"')
    x.wait('document.body.dataset.ready === "finding"')
    same(x.run('document.querySelectorAll("[data-state], #reveal").length'), 0, 'buttons for a role that she has not')


def check_live_page(b):
    """the live page shows what comes while it is open"""
    import http.client
    import time
    for _ in range(60):  # followers of the check before are let go when something is next written to them
        c = http.client.HTTPConnection('127.0.0.1', b.main.port, timeout=15)
        c.request('GET', '/api/live')
        status = c.getresponse().status
        c.close()
        if status == 200:
            break
        time.sleep(0.5)
    x = show(b, 'live', '?sensor=newcomer')
    x.wait('document.querySelector("[role=status]").textContent.startsWith("Following")')
    time.sleep(1.5)
    before = dict(b.events)
    b.read('newcomer', b.folder / 'hostile.pcap')
    wanted = len(b.alerts('newcomer')) + len(b.changes('newcomer'))
    x.wait(f'document.querySelectorAll("#live li").length === {min(wanted, 200)}')
    same(x.run('document.querySelectorAll("#live script, #live img").length'), 0, 'elements')
    same(x.faults, [], 'faults')
    if b.shots:
        x = show(b, 'live', '?sensor=branch')
        x.wait('document.querySelector("[role=status]").textContent.startsWith("Following")')
        b.read_sample('branch')
        x.wait('document.querySelectorAll("#live li").length > 5')
        picture(b, x, 'live')
    b.events = before
    for sensor in ('newcomer', 'branch'):
        for key in b.cli('keys', 'sw:{%s}*' % sensor).split():
            b.cli('del', key)
        b.cli('hdel', 'sw:sensors', sensor)
