import { dashboard } from "../dashboard.mjs";
import { gauge, graph, query, rate, rareRate, stat, table } from "../panel.mjs";

export default dashboard("processes", "processes", "Each process: its resources, its version, its log, its clock and its certificates", "lossy_build_info", [
  stat("Processes", "short", "Processes that answer.", query("count(up{@} == 1)")),
  stat("Not ready", "short", "Processes that report that they are not ready.", query("count(lossy_process_ready{@} == 0) or vector(0)"), [1, 2]),
  stat("Versions", "short", "Different builds that run.", query("count(count by (version, commit) (lossy_build_info{@}))"), [2, 3]),
  stat("Starts in an hour", "short", "Starts of processes in the last hour.", query("sum(changes(process_start_time_seconds{@}[1h]))"), [1, 5]),
  stat("Log lines dropped", "short", "Log lines dropped in the last hour.", query("sum(increase(lossy_log_lines_dropped_total{@}[1h]))"), [1, 100]),
  stat("Largest clock difference", "s", "Largest difference between the clock of a process and that of Prometheus.", query("max(abs(lossy_process_clock_seconds{@} - timestamp(lossy_process_clock_seconds{@})))"), [1, 5]),
  graph("CPU", "percentunit", "Use of one core. 100 % is a whole core.", [rate("process_cpu_seconds_total", "instance")], [0.8]),
  graph("Memory", "bytes", "Memory in RAM.", [gauge("process_resident_memory_bytes")]),
  graph("Address space", "bytes", "Virtual memory.", [gauge("process_virtual_memory_bytes")]),
  graph("Threads", "short", "Threads.", [gauge("process_threads")]),
  graph("Open files", "percentunit", "Share of the permitted files that are open.", [query("process_open_fds{@} / process_max_fds{@}")], [0.5, 0.8]),
  graph("Uptime", "s", "Time since the start.", [query("time() - process_start_time_seconds{@}")]),
  graph("Log lines", "cps", "Log lines written or dropped, by level.", [rate("lossy_log_lines_total", "instance, level")]),
  graph("Log lines dropped", "cps", "Log lines dropped because the reader of standard error was slow.", [rate("lossy_log_lines_dropped_total", "instance")], [0.01]),
  graph("Clock difference", "s", "Difference between the clock of a process and that of Prometheus.", [query("abs(lossy_process_clock_seconds{@} - timestamp(lossy_process_clock_seconds{@}))")], [1, 5]),
  graph("Live objects", "short", "Live objects of the classes that keep themselves alive, by class. A number that only grows is a leak.", [gauge("lossy_live_objects", "instance, class")]),
  graph("Days until certificates end", "d", "Days until a certificate in use ends, by file.", [query("min by (instance, file) ((lossy_tls_certificate_not_after_seconds{@} - time()) / 86400) or on () vector(365)", "{{instance}} {{file}}")]),
  graph("Refused certificates", "cps", "Internal connections refused for the certificate of the other process, by end and reason.", [rareRate("lossy_tls_peers_refused_total", "instance, end, reason")], [0.01]),
  graph("Failed parts", "short", "Parts of processes that fail: services that they call, the database, the bus, files.", [query("count by (instance, part) (lossy_health_part_serving{@} == 0) or on () vector(0)", "{{instance}} {{part}}")], [1]),
  graph("Key files", "short", "1 while the keys of a JWKS file are in use, 0 while older keys are, by the flag that names the file.", [query("min by (instance, flag) (lossy_jwks_current{@})", "{{instance}} {{flag}}")]),
  graph("Skipped keys", "cps", "Keys of JWKS files that cannot be used.", [rareRate("lossy_jwks_keys_skipped_total", "instance, flag")], [0.01]),
  table("Builds", "short", "The version and commit of each process.", query("max by (instance, version, commit) (lossy_build_info{@})")),
]);
