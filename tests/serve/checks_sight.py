"""Whether everybody can use the pages: contrast, colour vision, the keyboard, a phone; and what scripts may do."""
import re

from checks_api import same
from checks_pages import pages, show

# Every visible text with the colours it is shown in; a background that is partly transparent lies on what is behind it.
TEXTS = '''(() => {
  const parse = c => { const n = c.match(/[0-9.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
  const over = (t, u) => [0, 1, 2].map(i => t[i] * t[3] + u[i] * (1 - t[3])).concat(1);
  const ground = n => { const layers = []; for (; n; n = n.parentElement) { const c = parse(getComputedStyle(n).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
    return layers.reverse().reduce((u, t) => over(t, u), [255, 255, 255, 1]); };
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let t; (t = walk.nextNode());) {
    const n = t.parentElement;
    if (!t.textContent.trim() || !n.getClientRects().length || n.closest('svg, script, style, noscript, .visually-hidden, .skip, dialog:not([open])')) continue;
    const style = getComputedStyle(n);
    if (style.visibility === 'hidden' || n.matches(':disabled')) continue;
    const back = ground(n), ink = over(parse(style.color), back);
    const [hi, lo] = [lum(ink), lum(back)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    out.push([(hi + 0.05) / (lo + 0.05), size >= 24 || (bold && size >= 18.66), n.tagName + '.' + n.className + ': ' + t.textContent.trim().slice(0, 40)]);
  }
  return out.sort((x, y) => x[0] - y[0]).slice(0, 40);
})()'''

# Colours as people with one kind of cones missing see them (Machado, Oliveira and Fernandes 2009, severity 1), on linear RGB.
VISION = {
    'all cones': ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    'protanopia': ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    'deuteranopia': ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    'tritanopia': ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(text):
    return [(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4) for v in (int(text[i:i + 2], 16) / 255 for i in (1, 3, 5))]


def lab(rgb):
    """CIE L*a*b* of linear RGB (D65)."""
    rgb = [min(max(v, 0), 1) for v in rgb]
    xyz = [sum(m * v for m, v in zip(row, rgb)) / white for row, white in
           (((0.4124, 0.3576, 0.1805), 0.9505), ((0.2126, 0.7152, 0.0722), 1), ((0.0193, 0.1192, 0.9505), 1.089))]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(text, matrix):
    return lab([sum(m * v for m, v in zip(row, linear(text))) for row in matrix])


def contrast(x, where):
    """4.5 to 1, large text 3 to 1 (WCAG 2.1, 1.4.3)."""
    x.run('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
    texts = x.run(TEXTS)
    assert texts, f'{where}: no text'
    for ratio, large, text in texts:
        assert ratio >= (3 if large else 4.5), f'{where}: {ratio:.2f} to 1 for {text!r}'


def walk(x, page):
    """The tab key reaches everything, shows where it is, and never stays caught."""
    x.run('document.activeElement.blur(); window.scrollTo(0, 0)')
    wanted = x.run('''(window.wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"], summary')]
        .filter(n => !n.disabled && n.tabIndex >= 0 && n.getClientRects().length && !n.closest('dialog:not([open])') && (n.tagName === 'SUMMARY' || !n.closest('details:not([open])')))).length''')
    reached, hidden = set(), []
    x.run('window.walked = new Map(); 0')
    for _ in range(min(wanted, 60) + 6):
        x.key('Tab')
        told = x.run('''(() => { const n = document.activeElement; if (!n || n === document.body) return null;
            if (!window.walked.has(n)) window.walked.set(n, window.walked.size);
            const s = getComputedStyle(n); return [window.walked.get(n), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, n.outerHTML.slice(0, 80)]; })()''')
        if told is None:  # from the last to the browser, and from there to the first
            continue
        reached.add(told[0])
        if not told[1]:
            hidden.append(told[2])
    same(hidden, [], f'{page}: focus that cannot be seen')
    left = x.run('window.wanted.filter(n => !window.walked.has(n)).map(n => n.outerHTML.slice(0, 100))')
    assert len(reached) >= min(wanted, 60) - 1, f'{page}: {len(reached)} of {wanted} are reached, not {left[:4]}'


def phone(x, page):
    """No wider than the screen, and nothing to be touched is too small."""
    x.size(390, 844, phone=True)
    wide = x.run('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    small = x.run('''[...document.querySelectorAll('button, select, input, .nav a')].map(n => [n.getBoundingClientRect(), n.outerHTML.slice(0, 60)])
        .filter(([r]) => r.width && (r.height < 24 || r.width < 24)).map(([, text]) => text)''')
    x.size(1280, 900)
    assert wide <= 1, f'{page} is {wide} pixels wider than a phone'
    same(small, [], f'{page}: smaller than 24 pixels')


def check_sight(b):
    """on every page, in light and dark and on a phone, text stands out, and the tab key reaches all that can be used"""
    for page, args in pages(b):
        x = show(b, page, args)
        contrast(x, f'{page}, light')
        walk(x, page)
        x.scheme('dark')
        contrast(x, f'{page}, dark')
        phone(x, page)
        x.scheme('light')


def check_colours(b):
    """severities are told apart by colour with any colour vision, and never by colour alone"""
    style = (b.folder / 'style.css')
    style.write_bytes(b.main.ask('/style.css').body)
    sheet = style.read_text()
    for theme in re.findall(r'\{[^{}]*--s1: #[^{}]*\}', sheet):
        colours = [re.search(rf'--s{n}: (#[0-9a-f]{{6}})', theme)[1] for n in (1, 2, 3, 4)]
        for kind, matrix in VISION.items():
            shown = [seen(c, matrix) for c in colours]
            for i in range(4):
                for k in range(i):
                    apart = sum((p - q) ** 2 for p, q in zip(shown[i], shown[k])) ** 0.5
                    assert apart >= 14, f'{kind}: {colours[k]} and {colours[i]} are {apart:.1f} apart'
    x = show(b, 'findings')
    words = set(x.run('[...document.querySelectorAll("td [class*=sev]")].map(n => n.textContent.trim())'))
    assert words and all(words), f'severities without a word: {words}'


def check_inline(b):
    """what is put into a page does not run: neither a script, nor a handler, nor a link that is one"""
    x = show(b, 'overview')
    x.run('''(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);
        const d = document.createElement('div'); d.innerHTML = '<img src="/none.png" onerror="window.ran = 2"><a id="evil" href="javascript:window.ran=3">x</a>';
        document.body.append(d); document.getElementById('evil').click(); })()''')
    x.run('new Promise(done => setTimeout(done, 300))')
    same(x.run('window.ran || 0'), 0, 'what ran')
    x.faults.clear()
