#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""expressions.py PORT DIR AT WINDOW: the dashboard's and the alerts'
expressions, asked of the Prometheus at PORT, against what exittop printed.

DIR/N.jsonl holds what guest-N printed, a round a line. Prometheus was given
the same rounds as metrics, with their times. AT is the time asked for, of a
round of all guests, WINDOW the seconds before it that a rate is taken over.
"""
import glob
import json
import math
import os
import re
import statistics
import sys
import urllib.parse
import urllib.request

PORT, DIR, AT, WINDOW = sys.argv[1], sys.argv[2], int(sys.argv[3]), \
    int(sys.argv[4])
HERE = os.path.dirname(os.path.abspath(__file__))
API = f'http://127.0.0.1:{PORT}/api/v1/'


def get(what, **query):
    url = API + what + '?' + urllib.parse.urlencode(query)
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)['data']


def rules():
    """{name: expression} of alerts.yml, recorded names put in."""
    out = {}
    for group in get('rules')['groups']:
        for rule in group['rules']:
            out[rule['name']] = rule['query']
    recorded = [name for name in out if ':' in name]
    for _ in recorded:
        for name in recorded:
            for other in out:
                out[other] = re.sub(re.escape(name) + r'(?![\w:])',
                                    lambda m: f'({out[name]})', out[other])
    return out


RULES = rules()


def ask(expr):
    """[(labels, value)] at AT."""
    expr = expr.replace('$__rate_interval', f'{WINDOW}s') \
        .replace('[5m]', f'[{WINDOW}s]').replace('$cluster', '.*') \
        .replace('$instance', '.*')
    for name in RULES:
        if ':' in name:
            expr = re.sub(re.escape(name) + r'(\{[^}]*\})?(?![\w:])',
                          lambda m: f'({RULES[name]})', expr)
    return [(r['metric'], float(r['value'][1]))
            for r in get('query', query=expr, time=AT)['result']]


def printed():
    """{guest: (the round at AT - WINDOW + 1, that at AT)}."""
    out = {}
    for path in glob.glob(os.path.join(DIR, '*.jsonl')):
        rounds = [json.loads(line) for line in open(path)]
        name = 'guest-' + os.path.basename(path)[:-len('.jsonl')]
        out[name] = rounds[-WINDOW], rounds[-1]
    return out


GUESTS = printed()
bad = []
seen = set()


def check(title, expr, expected, key, near=2e-6):
    """@expected: {key: value}; others must not be there."""
    seen.add(title)
    got = {key(labels): value for labels, value in ask(expr)}
    if set(got) != set(expected):
        bad.append(f'{title}: {sorted(map(str, set(got) ^ set(expected)))}')
    for k in set(got) & set(expected):
        if not math.isclose(got[k], expected[k], rel_tol=1e-5, abs_tol=near):
            bad.append(f'{title}: {k}: {got[k]}, printed {expected[k]}')


def rates():
    """{(guest, reason): exits per second over the window}."""
    out = {}
    for guest, (first, last) in GUESTS.items():
        before = {r['name']: r.get('count', 0) for r in first['reasons']}
        for row in last['reasons']:
            if row.get('count'):
                out[guest, row['name']] = \
                    (row['count'] - before[row['name']]) / (WINDOW - 1)
    return out


def total(by):
    out = {}
    for key, rate in rates().items():
        out[by(*key)] = out.get(by(*key), 0) + rate
    return out


def distances():
    logs = {g: math.log(max(r, 1))
            for g, r in total(lambda guest, reason: guest).items()}
    median = statistics.median(logs.values())
    mad = statistics.median(abs(v - median) for v in logs.values())
    return {g: (v - median) / max(1.4826 * mad, 0.1) for g, v in logs.items()}


def paging(*verdicts):
    return {g: 1 for g, (_, last) in GUESTS.items()
            if last['paging'] in verdicts}


def active():
    return {(g, r['name']): 1 for g, (_, last) in GUESTS.items()
            for r in last['reasons'] if r['shift'] in ('up', 'down')}


def share(name):
    """What --batch prints for people, to a tenth of a per cent."""
    path = os.path.join(DIR, name[len('guest-'):] + '.share')
    return float(open(path).read()) / 100


def guest(labels):
    return labels['instance']


def whole(labels):
    return ''


def main():
    dashboard = json.load(open(os.path.join(HERE, '../../contrib',
                                            'grafana.json')))
    panels = {p['title']: p['targets'][0]['expr'] for p in dashboard['panels']}
    exits = total(lambda guest, reason: guest)
    z = distances()
    far = {g: abs(v) for g, v in z.items() if abs(v) > 6}
    by_reason = {r: v for r, v in total(lambda g, r: r).items() if v > 0}
    expected = {
        'Guests': ({'': len(GUESTS)}, whole),
        'Exits': ({'': sum(exits.values())}, whole),
        'Exits by guest': (exits, guest),
        'Exits by reason': (by_reason, lambda m: m['reason']),
        'Not nested': ({'': len(paging('shadow', 'mixed'))}, whole),
        'Hosts silent': ({'': 0}, whole),
        'Shifts': ({'': len(active())}, whole),
        'Shifts now': (active(), lambda m: (m['instance'], m['reason'])),
        'Time in exits by guest': (
            {g: share(g) for g in GUESTS}, guest, 1.1e-3),
        'Paging across the fleet': (
            {(g, last['paging'], last['dialect'], last['scope']): 1
             for g, (_, last) in GUESTS.items()},
            lambda m: (m['instance'], m['verdict'], m['dialect'],
                       m['scope'])),
        "Distance from the fleet's median": (z, guest),
        'Oldest sample': ({'': 0}, whole),
        'ExittopPagingNotNested': (paging('shadow', 'mixed'), guest),
        'ExittopShift': (active(), lambda m: (m['instance'], m['reason'])),
        'ExittopFarFromFleet': (far, guest),
        'ExittopHostSilent': ({}, guest),
        'ExittopFellToShadow': ({}, guest),
        'ExittopTimeInExits': ({}, guest),
        'ExittopStale': ({}, guest),
        'ExittopCountersReset': ({}, guest),
    }
    for title, (values, *how) in expected.items():
        check(title, panels.get(title) or RULES[title], values, *how)
    # Of these exittop prints no such number; they must answer, though.
    for title in 'Cost of an exit', 'Shifts over time':
        seen.add(title)
        ask(panels[title])
    ask(dashboard['annotations']['list'][0]['target']['expr'])
    missing = (set(panels) | {n for n in RULES if ':' not in n}) - seen
    bad.extend(f'{title}: not checked' for title in sorted(missing))
    print('\n'.join(bad))
    return bool(bad)


sys.exit(main())
