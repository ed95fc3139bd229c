import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate } from "../panel.mjs";

export default dashboard("database", "database", "PostgreSQL as the services see it", "lossy_database_connections_in_use", [
  graph("Connections in use", "short", "Connections that calls use now.", [gauge("lossy_database_connections_in_use")], [8]),
  graph("Share in use", "percentunit", "Share of the permitted connections that calls use now.", [query("lossy_database_connections_in_use{@} / lossy_database_connections_max{@}")], [0.8, 1]),
  graph("Calls that wait", "short", "Calls that wait for a connection.", [gauge("lossy_database_connections_waiting")], [20]),
  graph("Wait for a connection", "s", "95 % of the calls get a connection in this time.", [quantile(0.95, "lossy_database_acquire_seconds", "instance")], [0.1, 1]),
  graph("Failed connections", "cps", "Attempts to connect that failed.", [rate("lossy_database_connect_failures_total", "instance")], [0.1]),
  graph("Calls without a connection", "reqps", "Calls that got no connection, by reason.", [rate("lossy_database_acquire_failures_total", "instance, reason")], [0.1]),
  graph("Failed statements", "cps", "Statements that the database failed, by process and class. docs/runbooks/DatabaseErrors.md explains each class.", [rareRate("lossy_database_errors_total", "instance, class")], [0.1]),
  graph("Unavailable answers", "reqps", "Calls that were answered unavailable, by process.", [rareRate("lossy_rpc_calls_total", "instance", "{{instance}}", 'code="UNAVAILABLE"')], [1]),
  graph("Rows of periodic tasks", "cps", "Items that periodic tasks processed, for example rows deleted, by task.", [rate("lossy_periodic_task_done_total", "task")]),
  graph("Failed periodic tasks", "cps", "Runs of periodic tasks that failed, by task.", [rate("lossy_periodic_task_failures_total", "task")], [0.01]),
  graph("Overdue deletions", "s", "Time since the oldest row that is still there should have been deleted, by task.", [query("max by (instance, task) (lossy_periodic_task_overdue_seconds{@})", "{{instance}} {{task}}")], [600, 3600]),
]);
