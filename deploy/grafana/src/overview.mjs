import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate, stat } from "../panel.mjs";

export default dashboard("overview", "overview", "Is Lossy well, for whom is it not, and since when", "lossy_build_info", [
  stat("Alerts that fire", "short", "Critical and warning alerts. The runbook of each is in its runbook_url.", query('count(ALERTS{alertstate="firing"}) or vector(0)'), [1, 3]),
  stat("Processes down", "short", "Processes that answer no scrape.", query("count(up{@} == 0) or vector(0)"), [1, 2]),
  stat("Processes not ready", "short", "Processes that report that they are not ready.", query("count(lossy_process_ready{@} == 0) or vector(0)"), [1, 2]),
  stat("Clients", "short", "Open connections of clients at all edges.", query("sum(lossy_edge_connections{@})")),
  stat("Notes per minute", "short", "Notes that became visible at a socket, per minute.", query('60 * sum(rate(lossy_edge_action_to_socket_seconds_count{@,event="note_created"}[$__rate_interval]))')),
  stat("Cost of 24 hours", "currencyUSD", "Cost of remote models in the last 24 hours.", query("sum(increase(lossy_agent_cost_dollars_total{@}[1d])) or vector(0)"), [40, 50]),
  graph("Notes that miss their objective", "percentunit", "Share of the notes that are visible later than 2 s after their words, by window. The budget is 5 %.", [query('lossy:objective_missed:ratio_rate5m{objective="note_visible"}', "5 minutes"), query('lossy:objective_missed:ratio_rate1h{objective="note_visible"}', "1 hour"), query('lossy:objective_missed:ratio_rate3d{objective="note_visible"}', "3 days")], [0.05]),
  graph("Joins that miss their objective", "percentunit", "Share of the joins that are answered later than 1 s or refused for a fault of ours, by window. The budget is 1 %.", [query('lossy:objective_missed:ratio_rate5m{objective="join_answered"}', "5 minutes"), query('lossy:objective_missed:ratio_rate1h{objective="join_answered"}', "1 hour"), query('lossy:objective_missed:ratio_rate3d{objective="join_answered"}', "3 days")], [0.01]),
  graph("Note visible after its words", "s", "Time from the words to the write of their note on a client's socket.", [quantile(0.5, "lossy_edge_action_to_socket_seconds", "", 'event="note_created"'), quantile(0.95, "lossy_edge_action_to_socket_seconds", "", 'event="note_created"')], [2, 5]),
  graph("Joins", "reqps", "Joins answered, by status.", [rate("lossy_edge_joins_total", "status")]),
  graph("Events of clients", "reqps", "Events of clients answered, by status.", [rate("lossy_edge_events_total", "status")]),
  graph("Deliveries", "cps", "Published events handed to connections.", [rate("lossy_edge_deliveries_total", "instance")]),
  graph("Failed calls to services", "reqps", "Calls of edges to services that failed, by code.", [rareRate("lossy_edge_upstream_calls_total", "code", "{{code}}", 'code!="OK"')], [1, 10]),
  graph("Oldest item in an outbox", "s", "Age of the oldest event or call that waits in an outbox.", [query("max by (instance, kind) (lossy_outbox_lag_seconds{@})", "{{instance}} {{kind}}")], [5, 10]),
  graph("Oldest words that wait", "s", "Age of the oldest transcript in the queue of the agent, by status.", [query("max by (status) (lossy_agent_queue_oldest_seconds{@})", "{{status}}")], [30, 120]),
  graph("CPU", "percentunit", "Use of one core, by process. 100 % is a whole core.", [rate("process_cpu_seconds_total", "instance")], [0.8]),
  graph("Memory", "bytes", "Memory in RAM, by process.", [gauge("process_resident_memory_bytes")]),
  graph("Connections to the database", "percentunit", "Share of the permitted connections that calls use now.", [query("lossy_database_connections_in_use{@} / lossy_database_connections_max{@}")], [0.8, 1]),
]);
