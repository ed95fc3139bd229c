import { dashboard } from "../dashboard.mjs";
import { gauge, graph, quantile, query, rate } from "../panel.mjs";

export default dashboard("outbox-and-log", "outbox and log", "Events between the transaction of their change and the streams of the edges", "lossy_database_connections_in_use", [
  graph("Oldest item", "s", "Age of the oldest item in an outbox, by kind.", [query("max by (instance, kind) (lossy_outbox_lag_seconds{@})", "{{instance}} {{kind}}")], [5, 10]),
  graph("Items that wait", "short", "Items in the outbox, by kind, counted up to 10,000.", [gauge("lossy_outbox_items", "instance, kind", 'status="waiting"')], [1000, 10000]),
  graph("Items set aside", "short", "Items that no retry delivers, by kind.", [gauge("lossy_outbox_items", "instance, kind", 'status="set_aside"')], [1]),
  graph("Shards", "short", "Shards of the outbox that an instance leads. Those of all replicas of a service are 16 for each kind.", [gauge("lossy_outbox_shards", "instance, kind")]),
  graph("Time in the outbox", "s", "95 % of the items are delivered in this time, by kind.", [quantile(0.95, "lossy_outbox_delivery_seconds", "kind")], [1, 10]),
  graph("Delivered items", "cps", "Items of the outbox that were delivered.", [rate("lossy_outbox_delivered_total", "instance")]),
  graph("Failed deliveries", "cps", "Attempts to deliver an item that failed.", [rate("lossy_outbox_failures_total", "instance")], [1]),
  graph("Published events", "cps", "Events published, by result.", [rate("lossy_notifications_published_total", "instance, result")]),
  graph("Time of an append", "s", "Time until an event was committed to the topic log.", [quantile(0.5, "lossy_notifications_append_seconds"), quantile(0.95, "lossy_notifications_append_seconds"), quantile(0.99, "lossy_notifications_append_seconds")], [0.5, 1]),
  graph("Events of an append", "short", "Events appended in one transaction.", [quantile(0.5, "lossy_notifications_append_batch_events"), quantile(0.95, "lossy_notifications_append_batch_events")], [64]),
  graph("Change to subscribers", "s", "Time from the transaction of a change to the hand-over of its event to the subscribers.", [quantile(0.95, "lossy_notifications_publish_lag_seconds", "instance")], [1]),
  graph("Delivered to streams", "cps", "Events queued for subscribers, summed over their streams.", [rate("lossy_notifications_delivered_total", "instance")]),
  graph("Streams", "short", "Open streams of subscribers.", [gauge("lossy_notifications_streams")]),
  graph("Followed topics", "short", "Followed topics, summed over the streams.", [gauge("lossy_notifications_subscriptions")]),
  graph("Streams ended", "cps", "Streams ended because the subscriber was slow.", [rate("lossy_notifications_cut_total", "instance")], [0.01]),
  graph("Log in memory", "bytes", "Bytes of the histories of the log in memory.", [gauge("lossy_notifications_log_bytes")], [805306368, 1073741824]),
  graph("Topics in memory", "short", "Topics of the log in memory.", [gauge("lossy_notifications_topics")], [2000000]),
  graph("Set aside, overdue", "s", "Time for which the oldest item that is set aside is overdue for deletion.", [gauge("lossy_outbox_set_aside_overdue_seconds")], [3600]),
]);
