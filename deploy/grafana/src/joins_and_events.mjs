import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, rareRate, risingRate } from "../panel.mjs";

export default dashboard("joins-and-events", "joins and events", "Topics that clients join, and events that they push", "lossy_edge_connections", [
  graph("Joins", "reqps", "Joins answered, by channel and status.", [rate("lossy_edge_joins_total", "channel, status")]),
  graph("Time to answer a join", "s", "The objective is 1 s.", [quantile(0.5, "lossy_edge_join_seconds"), quantile(0.95, "lossy_edge_join_seconds"), quantile(0.99, "lossy_edge_join_seconds")], [1]),
  graph("Time to answer a join, by channel", "s", "95 % of the joins are answered in this time.", [quantile(0.95, "lossy_edge_join_seconds", "channel")], [1]),
  graph("Refused joins", "reqps", "Joins refused, by channel and reason.", [risingRate("lossy_edge_joins_refused_total", "channel, reason")], [1]),
  graph("Join calls", "short", "Join calls that run at services, and those that wait for a permit.", [gauge("lossy_edge_join_calls"), query("sum by (instance) (lossy_edge_join_calls_waiting{@})", "{{instance}} waiting")], [64]),
  graph("Wait of a join call", "s", "Time that a join call waited for its permit.", [quantile(0.95, "lossy_edge_join_calls_wait_seconds"), quantile(0.99, "lossy_edge_join_calls_wait_seconds")], [1]),
  graph("Join calls refused or shared", "reqps", "Join calls rejected before they were sent, by reason, and joins answered by the call of another join.", [rate("lossy_edge_join_calls_refused_total", "reason"), rate("lossy_edge_joins_shared_total", "instance", "{{instance}} shared")]),
  graph("Channels", "short", "Joined topics, and those being joined, by edge.", [gauge("lossy_edge_channels")]),
  graph("Recoveries", "reqps", "Joins with a position, by recovery of all missed events.", [rate("lossy_edge_recoveries_total", "recovered", "recovered {{recovered}}")]),
  graph("Events", "reqps", "Events answered, by channel and event.", [rate("lossy_edge_events_total", "channel, event")]),
  graph("Time to answer an event", "s", "95 % of the events are answered in this time, by event.", [quantile(0.95, "lossy_edge_event_seconds", "event")], [1]),
  graph("Refused events", "reqps", "Events refused, by channel and reason.", [risingRate("lossy_edge_events_refused_total", "channel, reason")], [1]),
  graph("Events by HTTP", "reqps", "Events posted by HTTP and answered, by status.", [rareRate("lossy_edge_http_calls_total", "status", "{{status}}")]),
  graph("Unreadable messages", "reqps", "Messages that closed their connection, and messages for topics without a channel.", [rate("lossy_edge_undecodable_total", "instance", "{{instance}} undecodable"), rate("lossy_edge_unmatched_total", "instance", "{{instance}} unmatched")], [1]),
  graph("Unknown keys", "cps", "JSON keys of clients that no field has, by topic pattern and event.", [rareRate("lossy_edge_unknown_keys_total", "topic, event")], [1]),
]);
