#!/bin/bash
# One "machine" of the rig: network, mount, pid, uts, ipc and cgroup namespaces round one sleeping process, its PID 1.
# Whoever kills that process kills the daemon, its containers, its mounts and its loop devices at once: a power cut.
#
#   machine.sh enter GROUP COMMAND…              COMMAND, in the cgroup GROUP of every hierarchy
#   machine.sh start GROUP NETNS LABEL HOSTNAME  the machine; stays in the foreground until it dies
#   machine.sh init LABEL HOSTNAME               (what `start` runs inside)
set -euo pipefail

hierarchies() { awk '$3 ~ /^cgroup2?$/ {print $2, $3, $4}' /proc/mounts; }

# Version 2 hands out only the controllers that every group above has switched on, and wants processes in leaves only.
# liblxc makes containers beside a leaf of the name init.scope.
enter_v2() {
  local root=$1 group=$2 at=$1 part
  for part in ${group//\// }; do
    delegate "$at"
    at=$at/$part
    mkdir -p "$at"
  done
  if [ -n "$(cat "$root/cgroup.controllers")" ]; then
    at=$at/init.scope
    mkdir -p "$at"
  fi
  echo $$ >"$at/cgroup.procs"
  [ "$at" = "$root/$group" ] || delegate "$root/$group"
}

delegate() {
  local controller
  for controller in $(cat "$1/cgroup.controllers"); do
    # A controller that has real-time or other use cannot be delegated: containers then go without it.
    echo "+$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true
  done
}

enter_v1() {
  local root=$1 group=$2 at=$1 part file
  for part in ${group//\// }; do
    # A new cpuset is empty, and nothing may enter an empty one.
    mkdir -p "$at/$part"
    for file in cpuset.cpus cpuset.mems; do
      [ ! -e "$at/$file" ] || [ -n "$(cat "$at/$part/$file")" ] || cat "$at/$file" >"$at/$part/$file"
    done
    at=$at/$part
  done
  echo $$ >"$at/cgroup.procs"
}

enter() {
  local dir type
  while read -r dir type _; do
    if [ "$type" = cgroup2 ]; then enter_v2 "$dir" "$1"; else enter_v1 "$dir" "$1"; fi
  done < <(hierarchies)
}

# Private /proc, /sys and /run, and each cgroup hierarchy mounted again: in a cgroup namespace it begins at our group.
init() {
  local mounts dir type options
  mounts=$(hierarchies)
  mount -t proc proc /proc
  echo "$2" >/proc/sys/kernel/hostname
  mount -t sysfs sysfs /sys
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/lock
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  while read -r dir type options; do
    mkdir -p "$dir"
    if [ "$type" = cgroup2 ]; then
      mount -t cgroup2 cgroup2 "$dir"
    else
      options=$(tr , '\n' <<<"$options" | grep -vxE 'rw|ro|relatime|nosuid|nodev|noexec|clone_children|xattr' | paste -sd,)
      mount -t cgroup -o "$options" cgroup "$dir"
    fi
  done <<<"$mounts"
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # As on a real machine, where no two boots give a daemon the same process id.
  echo $((300 + RANDOM)) >/proc/sys/kernel/ns_last_pid
  exec -a "$1" sleep infinity
}

verb=$1
shift
case $verb in
  enter)
    enter "$1"
    shift
    exec "$@"
    ;;
  start)
    enter "$1"
    exec nsenter --net="$2" unshare --mount --pid --fork --uts --ipc --cgroup --propagation private -- \
      bash "${BASH_SOURCE[0]}" init "$3" "$4"
    ;;
  init) init "$@" ;;
  *)
    sed -n '2,9p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
