import { dashboard } from "../dashboard.mjs";
import { gauge, graph, query, rate, rareRate } from "../panel.mjs";

export default dashboard("presence-and-bus", "presence and bus", "Clients that see each other, and NATS between replicas of notifications", "lossy_build_info", [
  graph("Presences at edges", "short", "Presences of clients that are joined, by edge.", [gauge("lossy_edge_presences")]),
  graph("Presences", "short", "Presences that each replica of notifications tracks, summed over the topics.", [gauge("lossy_notifications_presences")]),
  graph("Changes of presences", "cps", "Changes of presences, by kind.", [rate("lossy_notifications_presence_changes_total", "change")]),
  graph("Messages to clients", "cps", "Messages about presence handed to a connection, by event.", [rate("lossy_edge_presence_messages_total", "event")]),
  graph("Messages to edges", "cps", "Messages with changes of presences, one for all watchers of a topic.", [rate("lossy_notifications_presence_told_total", "instance")]),
  graph("Topics and watchers", "short", "Topics with presences or watchers, and watched topics summed over the streams.", [gauge("lossy_notifications_presence_topics"), query("sum by (instance) (lossy_notifications_presence_watchers{@})", "{{instance}} watchers")]),
  graph("Refused presences", "cps", "Requests about presences that notifications refused, by edge.", [rate("lossy_edge_presence_refused_total", "instance")], [1]),
  graph("Peers", "short", "Other replicas that share presences with this one.", [gauge("lossy_notifications_presence_peers")]),
  graph("Gaps and states", "cps", "Gaps in the changes of another replica, and complete states received.", [rate("lossy_notifications_presence_gaps_total", "instance", "{{instance}} gaps"), rate("lossy_notifications_presence_states_total", "instance", "{{instance}} states")]),
  graph("Bus connected", "short", "1 while a replica is connected to the bus, by bus.", [gauge("lossy_notifications_bus_connected", "instance, bus")]),
  graph("Messages of the bus", "cps", "Messages between replicas, by result.", [rate("lossy_notifications_bus_messages_total", "instance, result")]),
  graph("Refused messages of the bus", "cps", "Messages from the bus that were refused, by reason.", [rate("lossy_notifications_bus_refused_total", "instance, reason")], [1]),
  graph("Connections to the bus", "cps", "Connections to the bus after the first one, and attempts that failed.", [rate("lossy_notifications_bus_reconnects_total", "instance", "{{instance}} reconnects"), rate("lossy_notifications_bus_connect_failures_total", "instance", "{{instance}} failures")], [0.1]),
  graph("Overruns", "cps", "Overruns, in which messages were dropped because too many waited.", [rate("lossy_notifications_bus_overruns_total", "instance, bus")], [0.01]),
  graph("Known senders", "short", "Runs of other replicas that have proved themselves.", [gauge("lossy_notifications_bus_senders", "instance, bus")]),
  graph("Ignored messages", "cps", "Messages ignored because their replica exceeds --presence_peers.", [rareRate("lossy_notifications_presence_messages_ignored_total", "instance")], [0.01]),
]);
