#!/bin/sh
# SPDX-License-Identifier: MIT
# lttng_session.sh FOLDER COMMAND...: runs a command while a session of a daemon of its own records its events with
# the channel that `tlscope record` makes. For root it must stand in a mount namespace of its own (unshare --mount).
set -eu
folder=$1
shift
if [ "$(id -u)" = 0 ]; then
    mount --make-rslave /
    mkdir -p /var/run/lttng
    mount -t tmpfs -o mode=0755 lttng /var/run/lttng
fi
mkdir -p "$folder/home"
export LTTNG_HOME="$folder/home"
quietly() {
    "$@" >>"$folder/log" 2>&1
}
lttng-sessiond --no-kernel >>"$folder/log" 2>&1 &
daemon=$!
trap 'kill $daemon 2>/dev/null || true' EXIT
until quietly lttng list; do
    kill -0 $daemon
    sleep 0.05
done
quietly lttng create bench --output "$folder/trace"
quietly lttng enable-channel --userspace --subbuf-size 2M --num-subbuf 8 calls
for events in 'tl_mem:*' 'tlscope_bench:*'; do
    quietly lttng enable-event --userspace --channel calls "$events"
done
quietly lttng add-context --userspace --channel calls --type vpid
quietly lttng start
"$@"
quietly lttng stop
quietly lttng destroy bench
