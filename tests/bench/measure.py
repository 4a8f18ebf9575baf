#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# usage: measure.py SECONDS TREE NAME COMMAND [NAME COMMAND]...
#
# What it costs to run programs that refresh a screen, each on a terminal of
# its own of 80x24. First each is started a few times by itself, then all run
# side by side for SECONDS. TREE is the made-up debugfs of kvm_stat: its
# counters are moved on all the time. Prints a line a program, with tabs:
#
#   NAME  refreshes  CPU-ms  wakeups  bytes  RSS-KiB  first-ms  first-CPU-ms
#
# CPU-ms, wakeups and bytes are of one refresh, first-... until the first
# screen is there (medians). A refresh is what a program writes at once.
import fcntl
import glob
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time

QUIET = 0.1     # seconds without a byte end a refresh
WARM = 12       # seconds until the programs have settled
STARTS = 5


class Program:
    def __init__(self, name, command):
        self.name, self.command = name, command
        self.first_s, self.first_cpu = [], []

    def start(self):
        self.begun = time.monotonic()
        self.pid, self.fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(1, termios.TIOCSWINSZ,
                        struct.pack('HHHH', 24, 80, 0, 0))
            os.execvp('sh', ['sh', '-c', 'exec ' + self.command])
        self.last = self.bytes = self.refreshes = 0

    def drain(self):
        try:
            got = len(os.read(self.fd, 65536))
        except OSError:
            got = 0
        if not got:
            sys.exit('measure: %s ended early' % self.name)
        now = time.monotonic()
        if now - self.last > QUIET:
            self.refreshes += 1
        self.last = now
        self.bytes += got

    # CPU time in ms, and times it slept.
    def spent(self):
        with open('/proc/%d/schedstat' % self.pid) as file:
            cpu = int(file.read().split()[0]) / 1e6
        return cpu, self.status('voluntary_ctxt_switches')

    def status(self, key):
        with open('/proc/%d/status' % self.pid) as file:
            for line in file:
                if line.startswith(key + ':'):
                    return int(line.split()[1])

    def stop(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    # Runs it until it has written its first screen and waits.
    def try_start(self):
        self.start()
        while select.select([self.fd], [], [],
                            QUIET if self.bytes else None)[0]:
            self.drain()
        self.first_s.append(self.last - self.begun)
        self.first_cpu.append(self.spent()[0])
        self.stop()


class Tree:
    def __init__(self, path):
        self.files = glob.glob(path + '/kvm/*/*')
        self.step = 0

    def move(self):
        self.step += 1
        for i, name in enumerate(self.files):
            with open(name, 'r+') as file:      # never empty
                file.write('%12d\n' % (self.step * (i * 37 % 101)))


def run(programs, tree, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        tree.move()
        for fd in select.select([p.fd for p in programs], [], [], QUIET)[0]:
            [p for p in programs if p.fd == fd][0].drain()


def main():
    seconds, tree = float(sys.argv[1]), Tree(sys.argv[2])
    programs = [Program(*pair) for pair in zip(sys.argv[3::2],
                                               sys.argv[4::2])]
    os.environ['TERM'] = 'xterm-256color'
    for _ in range(STARTS):
        for program in programs:
            program.try_start()
    for program in programs:
        program.start()
    run(programs, tree, WARM)
    for p in programs:
        p.before = p.spent()
        p.bytes = p.refreshes = 0
    run(programs, tree, seconds)
    for p in programs:
        cpu, sleeps = p.spent()
        n = max(p.refreshes, 1)
        print(p.name, n, '%.3f' % ((cpu - p.before[0]) / n),
              '%.2f' % ((sleeps - p.before[1]) / n), round(p.bytes / n),
              p.status('VmRSS'), '%.1f' % (statistics.median(p.first_s) * 1e3),
              '%.2f' % statistics.median(p.first_cpu), sep='\t')
        p.stop()


main()
