# What apply and the configure scripts of the roles are written with. Sourced, not run.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C.UTF-8
config=/etc/gridline/config.json

# To whoever started us, and to the component's log as a line of the system.
say() {
  echo "$*" >&2
  [ -n "${GRIDLINE_BOOT-}" ] || [ ! -p /run/gridline/log ] || echo "$*" 1<>/run/gridline/log
}

# A value out of config.json, as text: setting '.properties.database // "app"'
setting() { jq -r "$1" "$config"; }

# write MODE FILE <text: replaces the file as a whole; true only if it said something else before.
write() {
  umask 077
  cat >"$2.new"
  chmod "$1" "$2.new"
  if cmp -s "$2.new" "$2"; then rm "$2.new"; return 1; fi
  mv "$2.new" "$2"
}

# signal_service NAME SIGNAL: false when it does not run (it will read its new configuration when it starts).
signal_service() {
  [ -s "/run/gridline/services/$1.pid" ] && kill -s "$2" "$(cat "/run/gridline/services/$1.pid")" 2>/dev/null
}
