#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# soak.sh [ROUNDS]: what tests/tools/soak.c says of so many rounds (10000).
exec "${BUILD:-build/main}/tests/soak" "${1:-10000}"
