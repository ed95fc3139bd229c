import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate, stat } from "../panel.mjs";

export default dashboard("delivery", "delivery", "The way of an event from its change to the sockets of clients", "lossy_edge_connections", [
  stat("Event streams down", "short", "Streams from notifications that are not connected, of all edges.", query("count(lossy_edge_feed_connected{@} == 0) or vector(0)"), [1, 2]),
  stat("Presence streams down", "short", "Streams for presence that are not connected.", query("count(lossy_edge_presence_feed_connected{@} == 0) or vector(0)"), [1, 2]),
  stat("Command streams down", "short", "Edges that receive no disconnects and revocations.", query("count(lossy_edge_control_connected{@} == 0) or vector(0)"), [1, 2]),
  stat("Topics", "short", "Pub/sub topics that edges follow.", query("sum(lossy_edge_topics{@})")),
  stat("Subscriptions", "short", "Joined channels that receive events of a pub/sub topic.", query("sum(lossy_edge_subscriptions{@})")),
  stat("Gaps in an hour", "short", "Topics whose clients had to join again because events may be missing.", query("sum(increase(lossy_edge_feed_gaps_total{@}[1h]))"), [1, 10]),
  graph("Commit to socket", "s", "Time from the transaction of a change to the write of its event on a socket.", [quantile(0.5, "lossy_edge_commit_to_socket_seconds"), quantile(0.95, "lossy_edge_commit_to_socket_seconds"), quantile(0.99, "lossy_edge_commit_to_socket_seconds")], [1, 5]),
  graph("Commit to socket, by event", "s", "95 % of the events are written in this time.", [quantile(0.95, "lossy_edge_commit_to_socket_seconds", "event")], [1, 5]),
  graph("Action to socket, by event", "s", "Time from the action of a user to the write of the event that it caused. note_created has the objective of 2 s.", [quantile(0.95, "lossy_edge_action_to_socket_seconds", "event")], [2]),
  graph("Deliveries", "cps", "Published events handed to a connection, by edge.", [rate("lossy_edge_deliveries_total", "instance")]),
  graph("Events from notifications", "cps", "Events received from notifications, by edge.", [rate("lossy_edge_feed_events_total", "instance")]),
  graph("Gaps and reads", "cps", "Topics whose clients had to join again, and reads of events that clients missed.", [rate("lossy_edge_feed_gaps_total", "instance", "{{instance}} gaps"), rate("lossy_edge_feed_reads_total", "instance", "{{instance}} reads")]),
  graph("Topics and subscriptions", "short", "Topics that an edge follows, and channels on them.", [gauge("lossy_edge_topics"), query("sum by (instance) (lossy_edge_subscriptions{@})", "{{instance}} subscriptions")]),
  graph("Events that seem early", "cps", "Deliveries that seemed to precede their change, because the clocks of machines differ.", [rate("lossy_edge_negative_lags_total", "instance")], [0.1]),
  graph("Unknown events", "cps", "Events dropped because no service declares their type.", [rate("lossy_edge_feed_unknown_events_total", "instance")], [0.1]),
]);
