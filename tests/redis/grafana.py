"""What a dashboard of Grafana must be, as Grafana's own documentation names it (the classic dashboard
model, which every version from 8 on reads): names, numbers, panels that lie beside each other, data
sources and units that there are, and no variable that nobody defines."""

import json
import re

SCHEMA = range(36, 43)  # versions of the classic model from Grafana 9 on; newer ones migrate them
PANELS = {'stat', 'table', 'timeseries', 'bargauge', 'gauge', 'barchart', 'piechart', 'logs', 'text', 'row', 'state-timeline', 'heatmap'}
VARIABLES = {'query', 'custom', 'textbox', 'constant', 'interval', 'datasource', 'adhoc'}
UNITS = {'none', 'short', 'percent', 'percentunit', 'bytes', 'decbytes', 'bits', 'bps', 'Bps', 'pps', 'ms', 's', 'm', 'h', 'd',
         'dateTimeAsIso', 'dateTimeFromNow', 'string', 'locale'}
TRANSFORMATIONS = {'filterFieldsByName', 'organize', 'reduce', 'merge', 'sortBy', 'groupBy', 'calculateField', 'limit',
                   'convertFieldType', 'renameByRegex', 'joinByField', 'rowsToFields'}
MATCHERS = {'byName', 'byRegexp', 'byType', 'byFrameRefID'}
COLUMNS = 24
TIME = re.compile(r'now(-\d+[smhdwMy])?(/[smhdwMy])?$')


def find_source(folder):
    """The data source that provisioning makes: {type, uid}."""
    told = (folder / 'provisioning/datasources/spanwatch.yaml').read_text()
    return {key: re.search(rf'^    {key}: (\S+)$', told, re.M)[1] for key in ('type', 'uid')}


def variables_of(value):
    return set(re.findall(r'\$\{(\w+)[^}]*\}|\$(\w+)', json.dumps(value)))


def is_count(value, least=0):
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def head_faults(board):
    if not re.fullmatch(r'[a-zA-Z0-9_-]{8,40}', board.get('uid', '')):
        yield 'uid: 8 to 40 letters, digits, - and _'
    if board.get('id', 0) is not None:
        yield 'id: null, for Grafana gives it'
    if not board.get('title') or not all(isinstance(t, str) for t in board.get('tags', [0])):
        yield 'title or tags'
    if board.get('schemaVersion') not in SCHEMA or not is_count(board.get('version')):
        yield f'schemaVersion {board.get("schemaVersion")}'
    if board.get('timezone') not in ('', 'utc', 'browser') or board.get('graphTooltip') not in (0, 1, 2) or not isinstance(board.get('editable'), bool):
        yield 'timezone, graphTooltip or editable'
    if not all(TIME.match(board.get('time', {}).get(end, '')) for end in ('from', 'to')) or not re.fullmatch(r'\d+[smhd]', board.get('refresh', '')):
        yield 'time or refresh'
    if board.get('annotations', {}).get('list') != [] or board.get('links') != []:
        yield 'annotations or links'


def variable_faults(board, source):
    seen = set()
    for v in board['templating']['list']:
        what = f'variable {v.get("name")}'
        if v.get('type') not in VARIABLES or not re.fullmatch(r'\w+', v.get('name', '')) or v['name'] in seen:
            yield f'{what}: type or name'
        if v.get('type') == 'query' and (v.get('datasource') != source or v.get('refresh') not in (1, 2) or v.get('sort') not in range(9)):
            yield f'{what}: datasource, refresh or sort'
        unknown = {a or b for a, b in variables_of(v.get('query', ''))} - seen
        if unknown:
            yield f'{what}: asks for {unknown}, which are not known before it'
        seen.add(v['name'])


def place_faults(panels):
    taken = {}
    for p in panels:
        at = p.get('gridPos', {})
        if not all(is_count(at.get(k), least) for k, least in (('x', 0), ('y', 0), ('w', 1), ('h', 1))) or at['x'] + at['w'] > COLUMNS:
            yield f'{p.get("title")}: gridPos {at}'
            continue
        for cell in ((x, y) for x in range(at['x'], at['x'] + at['w']) for y in range(at['y'], at['y'] + at['h'])):
            if taken.setdefault(cell, p['id']) != p['id']:
                yield f'{p["title"]} lies over panel {taken[cell]}'
                break


def unit_faults(panel):
    config = panel.get('fieldConfig', {})
    if not isinstance(config.get('defaults'), dict) or not isinstance(config.get('overrides'), list):
        yield 'fieldConfig has defaults and overrides'
        return
    units = [config['defaults'].get('unit', 'none')]
    for o in config['overrides']:
        if o.get('matcher', {}).get('id') not in MATCHERS or 'options' not in o['matcher']:
            yield f'matcher {o.get("matcher")}'
        units += [p['value'] for p in o.get('properties', []) if p['id'] == 'unit']
    yield from (f'unit {u}' for u in units if u not in UNITS)


def panel_faults(panel, source, known):
    if panel.get('type') not in PANELS or not panel.get('title') or not is_count(panel.get('id'), 1):
        yield 'type, title or id'
    if panel.get('datasource') != source:
        yield f'datasource {panel.get("datasource")}'
    targets = panel.get('targets', [])
    if not targets or len({t.get('refId') for t in targets}) != len(targets) or not all(re.fullmatch(r'[A-Z]', t.get('refId', '')) for t in targets):
        yield 'targets have a refId each'
    if any(t.get('datasource') != source or t.get('type') != 'command' for t in targets):
        yield 'a target of another data source, or that is no command'
    yield from (f'transformation {t.get("id")}' for t in panel.get('transformations', []) if t.get('id') not in TRANSFORMATIONS)
    yield from unit_faults(panel)
    unknown = {a or b for a, b in variables_of(panel)} - known - {'time'}
    if unknown:
        yield f'variables {unknown}'


def faults_of(board, source):
    """What is wrong with the dashboard BOARD, sentence by sentence."""
    known = {v['name'] for v in board['templating']['list']} | {'__from', '__to', '__interval'}
    yield from head_faults(board)
    yield from variable_faults(board, source)
    yield from place_faults(board['panels'])
    for panel in board['panels']:
        yield from (f'{panel.get("title")}: {fault}' for fault in panel_faults(panel, source, known))
