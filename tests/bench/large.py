# SPDX-License-Identifier: GPL-2.0-only
#
# usage: large.py EXITTOP FILE
#
# One table row for each way to read FILE, a large recording: seconds, CPU
# seconds and the most memory in MiB (VmHWM, looked at a hundred times a
# second). --compare reads FILE and a copy of it, which is made beside it. The
# replayed screen runs on a terminal of its own until all of FILE is read.
import os
import pty
import select
import shutil
import sys
import time

exittop, path = sys.argv[1:]
size = os.path.getsize(path)


def field(pid, file, name):
    with open("/proc/%d/%s" % (pid, file)) as lines:
        for line in lines:
            if line.startswith(name):
                return int(line.split()[1])
    return 0


def start(words, terminal):
    pid, fd = pty.fork() if terminal else (os.fork(), None)
    if pid:
        return pid, fd
    if not terminal:
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    os.environ.update(TERM="xterm", LINES="24", COLUMNS="80")
    os.execvp(words[0], words)


# Takes what the screen paints; q when it has read everything and is quiet.
def drive(fd, pid):
    if select.select([fd], [], [], 0.01)[0]:
        try:
            os.read(fd, 65536)
        except OSError:
            pass
    elif field(pid, "io", "rchar") >= size:
        os.write(fd, b"q")


def measure(name, words, terminal=False):
    began = time.monotonic()
    pid, fd = start(words, terminal)
    peak = done = 0
    while not done:
        if fd is None:
            time.sleep(0.002)
        else:
            drive(fd, pid)
        # Before exec it is still this program, and at last a zombie.
        try:
            if os.readlink("/proc/%d/exe" % pid) != python:
                peak = max(peak, field(pid, "status", "VmHWM"))
        except OSError:
            pass
        done, _, used = os.wait4(pid, os.WNOHANG)
    print("| %s | %.2f | %.2f | %.1f |" % (
        name, time.monotonic() - began, used.ru_utime + used.ru_stime,
        peak / 1024), flush=True)


python = os.readlink("/proc/self/exe")
measure("`wc -l FILE`", ["wc", "-l", path])
measure("`sha256sum FILE`", ["sha256sum", path])
measure("`exittop --once --replay FILE`",
        [exittop, "--once", "--replay", path])
measure("`exittop --report FILE`", [exittop, "--report", path])
copy = path + ".copy"
try:
    shutil.copyfile(path, copy)
    measure("`exittop --compare FILE COPY`",
            [exittop, "--compare", path, copy])
finally:
    os.unlink(copy)
measure("`exittop --replay FILE --speed 0`, the screen",
        [exittop, "--replay", path, "--speed", "0"], True)
