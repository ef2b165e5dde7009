# Sourced by a configure script, after recipe.sh: where the pages are. The content service mounts what it reads here.
if [ "$(setting 'any(.outputs[]?; .name == "content")')" = true ]; then : >/run/gridline/content-wanted; else rm -f /run/gridline/content-wanted; fi
if setting '.outputs[]? | select(.name == "content") | .endpoints[0] // empty | "\(.address) \(.port // 22) \(.secret // "")"' |
  write 600 /run/gridline/content-source; then
  signal_service content USR1 || true
fi
