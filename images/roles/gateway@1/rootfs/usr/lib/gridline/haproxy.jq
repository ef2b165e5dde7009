# config.json -> haproxy.cfg of a gateway.
def word: gsub("[^A-Za-z0-9]+"; "-") | rtrimstr("-");
(.properties.maxBodyMib // 16 | tonumber * 1048576) as $most
| ((.resources.cpuMillis // 250) / 1000 | ceil) as $threads
| "global
  log stdout format raw daemon
  maxconn 2000
  nbthread \($threads)
  stats socket /run/haproxy/admin.sock mode 600 level admin
  hard-stop-after 5m
defaults
  mode http
  log global
  option dontlognull
  option redispatch
  retries 3
  retry-on conn-failure empty-response response-timeout
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout http-request 10s
  timeout http-keep-alive 15s
  timeout queue 10s
  timeout tunnel 1h
  errorfile 503 /etc/haproxy/pages/503.http
frontend in
  bind :::80 v4v6
  log-format \"%HM %HU %ST %B bytes %Ta ms by %s\"
  http-request deny status 404 if { path_beg /haproxy-stats }
  http-request deny status 413 if { req.hdr_val(content-length) gt \($most) }
  # How much comes is known only at its end: too late to refuse.
  http-request deny status 411 if { req.hdr(transfer-encoding) -m found }
  option forwardfor if-none
  default_backend out
backend out
  balance roundrobin
  default-server check inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
\([.outputs[]? | select(.name == "out") | .endpoints[]? |
    "  server \(.path | word) [\(.address)]:\(.port // 80)\n"] | add // "")"
