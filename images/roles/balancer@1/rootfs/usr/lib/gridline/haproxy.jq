# config.json -> haproxy.cfg of a balancer.
def word: gsub("[^A-Za-z0-9]+"; "-") | rtrimstr("-");
# The value of the session cookie: it outlives moves and reloads, and says no more than "web-0".
def place: split(".") | last | word;
(.properties.healthPath // "/") as $path
| (.properties.healthIntervalMs // 1000) as $interval
| ((.resources.cpuMillis // 250) / 1000 | ceil) as $threads
| "global
  maxconn 2000
  nbthread \($threads)
  stats socket /run/haproxy/admin.sock mode 600 level admin
  hard-stop-after 5m
defaults
  mode http
  option dontlognull
  option redispatch
  retries 3
  retry-on conn-failure empty-response response-timeout
  timeout connect 2s
  timeout check 3s
  timeout client 60s
  timeout server 60s
  timeout http-request 10s
  timeout http-keep-alive 15s
  timeout queue 10s
  timeout tunnel 1h
  errorfile 503 /etc/haproxy/pages/503.http
frontend in
  bind :::80 v4v6
  option forwardfor if-none
  stats enable
  stats uri /haproxy-stats
  stats hide-version
  stats refresh 5s
\(if (.secret // "") == "" then "  http-request deny status 404 if { path_beg /haproxy-stats }"
  else "  stats auth admin:\(.secret)" end)
  default_backend out
backend out
  balance roundrobin
  cookie GRIDLINE insert indirect nocache httponly attr SameSite=Lax
  option httpchk
  http-check send meth GET uri \($path) ver HTTP/1.1 hdr Host localhost hdr User-Agent gridline-balancer
  http-check expect status 200-399
  default-server check inter \($interval)ms fall 2 rise 1 on-marked-down shutdown-sessions
\([.outputs[]? | select(.name == "out") | .endpoints[]? |
    "  server \(.path | word) [\(.address)]:\(.port // 80) cookie \(.path | place) weight \(.weight // 100)\n"] | add // "")"
