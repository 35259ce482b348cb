"""Each action of the lab that no label names, and each label that no action serves, is either explained
in deeds.tsv with its evidence or a fault. Used by tests/corpus/run; matching is that of the lab's own
evaluator."""
import collections, fnmatch, importlib.util, json, pathlib

TABLE = pathlib.Path(__file__).resolve().parent / 'deeds.tsv'


def evaluator(folder):
    spec = importlib.util.spec_from_file_location('lab_eval', folder / 'tools/lab_eval.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def explanations():
    lines = [line.split('\t') for line in TABLE.read_text().split('\n') if line and not line.startswith('#')]
    return [tuple(line[:5]) for line in lines if len(line) == 6]


def differences(binary, folder):
    """Tuples (label or action, capture, protocol, verb, object): what the two sides do not share."""
    rules, labels = evaluator(folder), collections.defaultdict(list)
    for line in open(folder / 'labels.jsonl'):
        label = json.loads(line)
        labels[label['pcap']].append(label)
    for capture in sorted((folder / 'pcaps').glob('*.pcap*')):
        _, events, _ = rules.run(binary, capture, folder / 'policy.yaml', folder / 'keys.yaml', 120)
        actions = [e for e in events if e.get('event_type') == 'mgmt']
        wanted = [l for l in labels[capture.name] if l['action'] in rules.VERBS and l.get('visible', True)]
        pairs, taken = rules.match(wanted, actions)
        for i, label in enumerate(wanted):
            if i not in pairs:
                yield 'label', capture.name, label['proto'], label['action'], str(label.get('object'))
        for j, event in enumerate(actions):
            m = event['mgmt']
            if j not in taken and m['verb'] in rules.CHANGING:
                yield 'action', capture.name, m.get('via'), m['verb'], str(m.get('object'))


def judge(binary, folder):
    """(differences explained, differences in all, sentences of what is not explained or stale)."""
    rows, used, said = explanations(), set(), []
    total = explained = 0
    for difference in differences(binary, folder):
        total += 1
        fits = [row for row in rows if all(fnmatch.fnmatchcase(a, b) for a, b in zip(difference, row))]
        used.update(fits)
        explained += bool(fits)
        if not fits:
            said.append('neither labelled nor explained: ' + ' '.join(map(str, difference)))
    said += ['explanation of nothing: ' + ' '.join(row) for row in rows if row not in used]
    return explained, total, said
