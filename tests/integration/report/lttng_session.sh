#!/bin/sh
# SPDX-License-Identifier: MIT
# Records COMMAND into the folder OUT with a session daemon of its own: lttng_session.sh OUT COMMAND [ARGS...]
# SUBBUF and COUNT in the environment set the buffers (2M and 8), CPU where COMMAND runs. Root gets a private run directory where it may make
# one, else the machine's; a user must be outside the group `tracing`.
set -eu
out=$1
shift
if [ "$(id -u)" = 0 ] && [ -z "${LTTNG_SESSION_INSIDE:-}" ] && unshare -m true 2>/dev/null; then
    LTTNG_SESSION_INSIDE=1 exec unshare -m "$0" "$out" "$@"
fi
home=$(mktemp -d)
export LTTNG_HOME="$home"
if [ -n "${LTTNG_SESSION_INSIDE:-}" ]; then
    mkdir -p /var/run/lttng
    mount -t tmpfs none /var/run/lttng
fi
lttng-sessiond --no-kernel >"$home/daemon.log" 2>&1 &
daemon=$!
trap 'kill $daemon 2>/dev/null || :; wait $daemon 2>/dev/null || :; rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
tries=0
until lttng --no-sessiond list >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cat "$home/daemon.log" >&2; exit 77; }
    sleep 0.1
done
{
    lttng create report --output="$out"
    lttng enable-channel --userspace --subbuf-size="${SUBBUF:-2M}" --num-subbuf="${COUNT:-8}" channel0
    lttng enable-event --userspace --channel=channel0 'tl_mem:*'
    lttng add-context --userspace --channel=channel0 --type=vpid
    lttng start
} >/dev/null
status=0
taskset --cpu-list "${CPU:-0-1023}" "$@" || status=$?
lttng stop >/dev/null
lttng destroy >/dev/null
exit $status
