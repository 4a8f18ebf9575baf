#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""svg.py COLUMNS ROWS <CAPTURE >PICTURE: a terminal's screen as an SVG.

CAPTURE is what `tmux capture-pane -e -p` writes: text with SGR sequences.
Every cell is placed by its number, so that no font can shift a column.
"""
import re
import sys
from html import escape

CELL_W, CELL_H, PAD = 8.4, 17, 10
PAPER, INK = '#16191d', '#d4d7da'
ANSI = ['#2b2f36', '#e06c75', '#98c379', '#e5c07b',
        '#61afef', '#c678dd', '#56b6c2', '#d4d7da',
        '#5c6370', '#ef7d86', '#a9d48a', '#f0d08b',
        '#7abfff', '#d68aee', '#67c7d3', '#ffffff']


def indexed(n):
    """The colour n of the 256 that xterm has."""
    if n < 16:
        return ANSI[n]
    if n < 232:
        n -= 16
        level = [0, 95, 135, 175, 215, 255]
        return '#%02x%02x%02x' % (level[n // 36], level[n // 6 % 6],
                                  level[n % 6])
    grey = 8 + 10 * (n - 232)
    return '#%02x%02x%02x' % (grey, grey, grey)


class Look:
    """How the next cell looks."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.ink = self.paper = None
        self.bold = self.dim = self.reverse = self.underline = False

    def take(self, codes):
        codes = [int(c or 0) for c in codes.split(';')]
        while codes:
            c = codes.pop(0)
            if c == 0:
                self.reset()
            elif c in (1, 2, 4, 7):
                setattr(self, {1: 'bold', 2: 'dim', 4: 'underline',
                               7: 'reverse'}[c], True)
            elif c == 22:
                self.bold = self.dim = False
            elif c in (24, 27):
                setattr(self, {24: 'underline', 27: 'reverse'}[c], False)
            elif c in (38, 48) and codes[:1] == [5]:
                colour = indexed(codes[1])
                del codes[:2]
                if c == 38:
                    self.ink = colour
                else:
                    self.paper = colour
            elif 30 <= c <= 37 or 90 <= c <= 97:
                self.ink = ANSI[c - 30 if c < 90 else c - 82]
            elif 40 <= c <= 47 or 100 <= c <= 107:
                self.paper = ANSI[c - 40 if c < 100 else c - 92]
            elif c == 39:
                self.ink = None
            elif c == 49:
                self.paper = None

    def key(self):
        ink, paper = self.ink or INK, self.paper
        if self.reverse:
            ink, paper = paper or PAPER, self.ink or INK
        return ink, paper, self.bold, self.dim, self.underline


def runs(line, look):
    """Yields (column, text, look) for each stretch of one look."""
    column, start, text, now = 0, 0, '', look.key()
    for part in re.split(r'(\x1b\[[0-9;]*m)', line):
        if part.startswith('\x1b['):
            look.take(part[2:-1])
            continue
        if look.key() != now:
            if text:
                yield start, text, now
            start, text, now = column, '', look.key()
        text += part
        column += len(part)
    if text:
        yield start, text, now


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    width = columns * CELL_W + 2 * PAD
    height = rows * CELL_H + 2 * PAD
    print(f'<svg xmlns="http://www.w3.org/2000/svg" '
          f'width="{width:.0f}" height="{height:.0f}" '
          f'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" '
          f'font-size="14">')
    print(f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>')
    look = Look()
    for y, line in enumerate(sys.stdin.read().split('\n')[:rows]):
        top = PAD + y * CELL_H
        for x, text, (ink, paper, bold, dim, under) in runs(line, look):
            left = PAD + x * CELL_W
            if paper:
                print(f'<rect x="{left:.1f}" y="{top}" '
                      f'width="{len(text) * CELL_W:.1f}" '
                      f'height="{CELL_H}" fill="{paper}"/>')
            if not text.strip():
                continue
            style = ' font-weight="bold"' if bold else ''
            style += ' opacity="0.6"' if dim else ''
            style += ' text-decoration="underline"' if under else ''
            print(f'<text xml:space="preserve" x="{left:.1f}" '
                  f'y="{top + 13}" textLength="{len(text) * CELL_W:.1f}" '
                  f'fill="{ink}"{style}>{escape(text)}</text>')
    print('</svg>')


main()
