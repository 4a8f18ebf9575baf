#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The shift detector's false alarms and delays, in short (TAP).
exec "${BUILD:-build/main}/bench_detector" --short
