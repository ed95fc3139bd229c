#include "edge/metrics/edge_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

using base::AddCounter;
using base::AddGauge;
using prometheus::BuildCounter;
using prometheus::BuildHistogram;
using prometheus::Registry;

prometheus::Counter& PresenceMessages(Registry& registry, const char* event) {
  return AddCounter(registry, "lossy_edge_presence_messages_total",
                    "Messages about presence handed to a connection", {{"event", event}});
}

prometheus::Counter& Recoveries(Registry& registry, const char* recovered) {
  return AddCounter(registry, "lossy_edge_recoveries_total",
                    "Joins with a position, by recovery of all missed events",
                    {{"recovered", recovered}});
}

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

EdgeMetrics::EdgeMetrics(Registry& registry)
    : connections(AddGauge(registry, "lossy_edge_connections", "Open client connections")),
      channels(AddGauge(registry, "lossy_edge_channels", "Joined topics, and those being joined")),
      accepts_failed(AddCounter(registry, "lossy_edge_accepts_failed_total",
                                "Connections not accepted because no file descriptor was free")),
      accepted(AddCounter(registry, "lossy_edge_connects_total",
                          "WebSocket connections and long-poll sessions accepted")),
      refused(registry, "lossy_edge_connects_refused_total",
              "WebSocket upgrades and new long-poll sessions refused, by reason",
              "connect_refused"),
      token_refused(registry, "lossy_edge_tokens_refused_total",
                    "Tokens refused at the renewal or the exchange of a token, by reason",
                    "token_refused"),
      messages(AddCounter(registry, "lossy_edge_messages_total", "Messages from clients")),
      unmatched(AddCounter(registry, "lossy_edge_unmatched_total",
                           "Messages for topics without a channel")),
      undecodable(AddCounter(registry, "lossy_edge_undecodable_total",
                             "Messages that closed their connection")),
      rate_limited(AddCounter(registry, "lossy_edge_rate_limited_total",
                              "Connects and messages refused by a rate limit")),
      slow(AddCounter(registry, "lossy_edge_slow_total",
                      "Connections cut because the client did not read")),
      idle(AddCounter(registry, "lossy_edge_idle_total",
                      "Connections closed because the client was silent")),
      held_bytes(AddGauge(registry, "lossy_edge_held_bytes",
                          "Bytes of incomplete, waiting and unread requests and messages")),
      over_budget(AddCounter(registry, "lossy_edge_over_budget_total",
                             "Clients closed by a limit of held bytes")),
      throttled(AddCounter(registry, "lossy_edge_throttled_total",
                           "Pauses in reading from a connection above a byte rate")),
      deliveries(AddCounter(registry, "lossy_edge_deliveries_total",
                            "Published events handed to a connection")),
      shared_joins(AddCounter(registry, "lossy_edge_joins_shared_total",
                              "Joins answered by the call of another join")),
      join_calls(registry),
      longpoll(registry),
      presences(AddGauge(registry, "lossy_edge_presences",
                         "Presences of clients that are joined at this edge")),
      presence_diffs(PresenceMessages(registry, "presence_diff")),
      presence_states(PresenceMessages(registry, "presence_state")),
      recovered(Recoveries(registry, "true")),
      not_recovered(Recoveries(registry, "false")),
      joins_(BuildCounter()
                 .Name("lossy_edge_joins_total")
                 .Help("Joins answered, by channel and status")
                 .Register(registry)),
      join_seconds_(BuildHistogram()
                        .Name("lossy_edge_join_seconds")
                        .Help("Time to answer a join")
                        .Register(registry)),
      events_(BuildCounter()
                  .Name("lossy_edge_events_total")
                  .Help("Events answered, by channel, name and status")
                  .Register(registry)),
      event_seconds_(BuildHistogram()
                         .Name("lossy_edge_event_seconds")
                         .Help("Time to answer an event, the service's included")
                         .Register(registry)) {}

EventMetrics EdgeMetrics::Event(const std::string& channel, const std::string& event) {
  return {.ok = &events_.Add({{"channel", channel}, {"event", event}, {"status", "ok"}}),
          .error = &events_.Add({{"channel", channel}, {"event", event}, {"status", "error"}}),
          .seconds = &event_seconds_.Add({{"channel", channel}, {"event", event}}, kSeconds)};
}

EventMetrics EdgeMetrics::Join(const std::string& channel) {
  return {.ok = &joins_.Add({{"channel", channel}, {"status", "ok"}}),
          .error = &joins_.Add({{"channel", channel}, {"status", "error"}}),
          .seconds = &join_seconds_.Add({{"channel", channel}}, kSeconds)};
}

}  // namespace lossy::edge
