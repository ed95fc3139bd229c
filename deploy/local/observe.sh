# shellcheck shell=bash
# Prometheus beside a stack (./dev up --observe): it scrapes each process and evaluates the alerts of
# deploy/prometheus. Sourced by ./dev and by supervisor.sh.
#
#   prometheus/prometheus.yaml   its configuration: that of deploy/prometheus, for the shape of the stack
#   prometheus/data              its measurements of the last week

prometheus_dir=$data/prometheus
prometheus_config=$prometheus_dir/prometheus.yaml

# A rule that Prometheus rejects must not keep the stack from starting without a reason in sight.
ensure_prometheus() {
  local log=$log_dir/promtool.log
  ensure_packages "${observe_packages[@]}"
  mkdir -p -- "$prometheus_dir"
  write_prometheus_config >"$prometheus_config"
  promtool check config "$prometheus_config" >"$log" 2>&1 || fail "Prometheus rejects its configuration: see $log"
}

# The scrape interval is short, since a developer watches.
write_prometheus_config() {
  local shared=$root/deploy/prometheus program
  sed -e '/^scrape_configs:/,$d' -e "s#^rule_files: \\[#&$shared/#" -e "s#docs/runbooks#$root/docs/runbooks#" \
    -e 's/_interval: 15s/_interval: 5s/' "$shared/prometheus.yaml"
  printf 'scrape_configs:\n'
  for program in edge "${services[@]}"; do
    replicas_of "$program" | scrape_config "$program"
  done
  for program in $(console_processes); do scrape_config "$program" <<<"$program"; done
}

# PROGRAM: reads the names of its processes. With TLS the certificate of each has the name of the program, so
# each program is a job; the label job is the same for all. The label instance is the name that ./dev logs
# takes, so an alert names the process.
scrape_config() {
  local name
  printf '  - job_name: lossy_%s\n' "$1"
  [[ ! $tls ]] || printf '    scheme: https\n    tls_config: {ca_file: "%s", server_name: %s}\n' "$tls_dir/ca.crt" "$1"
  printf '    static_configs:\n'
  while read -r name; do
    printf '      - targets: ["127.0.0.1:%s"]\n        labels: {process: %s, instance: %s}\n' \
      "${metrics_port_of[$name]}" "$1" "$name"
  done
  printf '    relabel_configs: [{target_label: job, replacement: lossy}]\n'
}

prometheus_command() {
  command=(setpriv --pdeathsig TERM -- prometheus "--config.file=$prometheus_config"
    "--storage.tsdb.path=$prometheus_dir/data" --storage.tsdb.retention.time=7d
    "--web.listen-address=$(address_of prometheus)" --log.level=warn)
}

prometheus_is_ready() {
  local line
  line=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${port_of[prometheus]}" || exit
    printf 'GET /-/ready HTTP/1.0\r\n\r\n' >&3
    IFS= read -rt 2 line <&3 && printf '%s' "$line"
  )
  [[ $line == 'HTTP/1.0 200 '* ]]
}

print_observe() {
  [[ $observe ]] || return 0
  printf 'metrics: http://localhost:%s/graph   alerts: http://localhost:%s/alerts\n' \
    "${port_of[prometheus]}" "${port_of[prometheus]}"
}
