import { dashboard } from "../dashboard.mjs";
import { gauge, graph, query, rate, rareRate, stat } from "../panel.mjs";

export default dashboard("connections", "connections", "Clients of the edges: how they come, stay and leave", "lossy_edge_connections", [
  stat("WebSockets", "short", "Open WebSocket connections.", query("sum(lossy_edge_websockets{@})")),
  stat("Event streams", "short", "Open streams of server-sent events.", query("sum(lossy_edge_event_streams{@})")),
  stat("Long-poll sessions", "short", "Long-poll sessions.", query("sum(lossy_edge_longpoll_sessions{@})")),
  stat("Accepts that failed", "short", "Connections that were not accepted in the last hour because no file was free.", query("sum(increase(lossy_edge_accepts_failed_total{@}[1h]))"), [1, 10]),
  stat("Files", "percentunit", "The largest share of its files that an edge has open.", query("max(process_open_fds{@} / process_max_fds{@} and on (job, instance) lossy_edge_connections{@})"), [0.5, 0.8]),
  stat("Held bytes", "bytes", "Bytes of incomplete, waiting and unread requests and messages.", query("sum(lossy_edge_held_bytes{@})")),
  graph("Connections", "short", "Open connections of clients, by edge.", [gauge("lossy_edge_connections")]),
  graph("Connects", "reqps", "Clients accepted, by edge.", [rate("lossy_edge_connects_total", "instance")]),
  graph("Refused connects", "reqps", "Clients refused, by reason. docs/runbooks/ConnectsRefused.md explains each reason.", [rate("lossy_edge_connects_refused_total", "reason")], [1]),
  graph("Ended sessions", "reqps", "Ended sessions of clients, by close code. client: the client closed; lost: the connection ended without a close.", [rareRate("lossy_edge_closes_total", "code", "{{code}}")]),
  graph("Closed by the edge", "reqps", "Clients that the edge closed because they did not read, were silent, or held too many bytes.", [rate("lossy_edge_slow_total", "instance", "{{instance}} slow"), rate("lossy_edge_idle_total", "instance", "{{instance}} idle"), rate("lossy_edge_over_budget_total", "instance", "{{instance}} over budget")], [1]),
  graph("Held bytes", "bytes", "Bytes of incomplete, waiting and unread requests and messages, by edge.", [gauge("lossy_edge_held_bytes")], [134217728, 268435456]),
  graph("Limited", "reqps", "Refusals by a rate limit, and pauses in reading above a byte rate.", [rate("lossy_edge_rate_limited_total", "instance", "{{instance}} refused"), rate("lossy_edge_throttled_total", "instance", "{{instance}} paused")], [10]),
  graph("Refused tokens", "reqps", "Tokens refused at their renewal or exchange, by reason.", [rate("lossy_edge_tokens_refused_total", "reason")], [1]),
  graph("Long-poll", "reqps", "Polls and posts answered, by status.", [rate("lossy_edge_longpoll_polls_total", "status", "polls {{status}}"), rate("lossy_edge_longpoll_posts_total", "status", "posts {{status}}")]),
  graph("Long-poll requests forwarded", "reqps", "Requests forwarded to the edge that has the session, and messages sent again because their poll broke.", [rate("lossy_edge_longpoll_forwards_total", "result"), rate("lossy_edge_longpoll_sent_again_total", "instance", "{{instance}} sent again")]),
  graph("TLS handshakes", "reqps", "Handshakes of clients that succeeded, by version and resumption, and those that failed, by reason.", [rareRate("lossy_edge_tls_handshakes_total", "version, resumed"), rareRate("lossy_edge_tls_handshakes_failed_total", "reason", "failed {{reason}}")]),
  graph("TLS handshakes that run", "short", "Handshakes that have begun and not ended, by edge.", [gauge("lossy_edge_tls_handshakes_running")], [100]),
]);
