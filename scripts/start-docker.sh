#!/usr/bin/env bash
# start-docker.sh: afterwards a Docker engine answers, or one line says why not. Does nothing when one answers already.
#
# Exit: 0 an engine answers; 2 none does, and none can be installed (not root, or no apt-get); 3 apt-get failed;
#       4 the engine would not start.
# Environment: DOCKER_HOST   a remote engine is used as it is; a unix socket is where the engine will listen
#              DOCKERD_ARGS  more options for dockerd, for example "--data-root DIR"
#              DOCKERD_LOG   its log (default /tmp/dockerd.log)
#              DOCKERD_WAIT  seconds to wait for each attempt to start (default 40)
set -uo pipefail

log=${DOCKERD_LOG:-/tmp/dockerd.log}
wait_seconds=${DOCKERD_WAIT:-40}
host=${DOCKER_HOST:-unix:///var/run/docker.sock}

say() { echo "start-docker: $*"; }

answers() {
  local version
  version=$(timeout 10 docker -H "$host" version --format '{{.Server.Version}}' 2>/dev/null) && [ -n "$version" ]
}

describe() {
  timeout 20 docker -H "$host" info \
    --format 'engine {{.ServerVersion}}, storage {{.Driver}}, cgroup v{{.CgroupVersion}}, {{.NCPU}} cpus' 2>/dev/null
}

install_engine() {
  command -v apt-get >/dev/null || { say "no dockerd and no apt-get: install a Docker engine by hand"; exit 2; }
  say "installing docker.io by apt-get"
  export DEBIAN_FRONTEND=noninteractive
  # The package's own service is not started: there may be no init at all.
  local policy=/usr/sbin/policy-rc.d added= status
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && added=yes; }
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends docker.io iptables ca-certificates; } \
    >"$log.apt" 2>&1 </dev/null
  status=$?
  [ -z "$added" ] || rm -f $policy
  [ $status = 0 ] || { say "apt-get failed:"; tail -n 5 "$log.apt"; exit 3; }
  hash -r
  # On newer Debian the client is a package of its own.
  command -v docker >/dev/null || apt-get install -y -qq --no-install-recommends docker-cli >>"$log.apt" 2>&1 </dev/null ||
    { say "dockerd is there, but no docker client; see $log.apt"; exit 3; }
}

# dockerd ends with "Devices cgroup isn't mounted" where no init has mounted them.
mount_cgroups() {
  ! grep -q ' /sys/fs/cgroup' /proc/mounts || return 0
  say "no cgroup file system is mounted: mounting one"
  # With every controller free, version 2 takes them all.
  if [ "$(awk '$2 != 0 && !/^#/' /proc/cgroups | wc -l)" = 0 ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup || say "mounting cgroup2 failed"
    return 0
  fi
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup || say "mounting a tmpfs on /sys/fs/cgroup failed"
  local controller directory options
  for controller in $(awk '!/^#/ && $4 == 1 {print $1}' /proc/cgroups) name=systemd; do
    directory=/sys/fs/cgroup/${controller#name=}
    options=$controller
    [ "$controller" != name=systemd ] || options=none,$controller
    mkdir -p "$directory"
    mount -t cgroup -o "$options" cgroup "$directory" 2>/dev/null || rmdir "$directory"
  done
}

# start WHAT OPTION..: runs dockerd; returns 0 when it answers.
start() {
  local what=$1 pid i
  shift
  echo "=== dockerd -H $host $* ${DOCKERD_ARGS:-}" >>"$log"
  # A session of its own and no inherited output: it outlives this script and holds no pipe of the caller open.
  # shellcheck disable=SC2086
  setsid nohup dockerd -H "$host" "$@" ${DOCKERD_ARGS:-} >>"$log" 2>&1 </dev/null &
  pid=$!
  for ((i = 0; i < wait_seconds * 4; i++)); do
    if answers; then say "started ($what), pid $pid: $(describe)"; return 0; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.25
  done
  say "dockerd ($what) did not answer: $(grep -aE 'failed to start|fatal|level=error|Error' "$log" | tail -n 1)"
  kill "$pid" 2>/dev/null
  for ((i = 0; i < 40; i++)); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
  return 1
}

if command -v docker >/dev/null && answers; then say "already there: $(describe)"; exit 0; fi
case $host in
  unix://*) socket=${host#unix://} ;;
  *) say "DOCKER_HOST=$host does not answer, and is not a local socket: nothing to start"; exit 2 ;;
esac
if [ -S "$socket" ] && [ ! -w "$socket" ]; then
  say "$(id -un) may not write to $socket: add the user to the group docker, or run this as root"
  exit 2
fi
[ "$(id -u)" = 0 ] || { say "no engine answers on $socket, and only root can install and start one"; exit 2; }
if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then install_engine; fi
: >"$log"
mount_cgroups
start "default storage driver" && exit 0
# Without overlayfs: in a container, or with an old kernel.
start "storage driver vfs" --storage-driver vfs && exit 0
# Without the right to set up a network.
start "vfs, no bridge: --network host only" --storage-driver vfs --iptables=false --bridge=none && exit 0
say "giving up; the end of $log:"
tail -n 15 "$log"
exit 4
