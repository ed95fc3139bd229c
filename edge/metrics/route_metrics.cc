#include "edge/metrics/route_metrics.h"

#include "base/metrics/add_metric.h"

namespace lossy::edge {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildHistogram;

prometheus::Counter& Recoveries(prometheus::Registry& registry, const char* recovered) {
  return base::AddCounter(registry, "lossy_edge_recoveries_total",
                          "Joins with a position, by recovery of all missed events",
                          {{"recovered", recovered}});
}

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

RouteMetrics::RouteMetrics(prometheus::Registry& registry)
    : channels(base::AddGauge(registry, "lossy_edge_channels",
                              "Channels of clients that are joined or being joined")),
      recovered(Recoveries(registry, "true")),
      not_recovered(Recoveries(registry, "false")),
      joins_(BuildCounter()
                 .Name("lossy_edge_joins_total")
                 .Help("Joins answered, by channel and status")
                 .Register(registry)),
      join_seconds_(BuildHistogram()
                        .Name("lossy_edge_join_seconds")
                        .Help("Time to answer a join, in seconds, by channel")
                        .Register(registry)),
      events_(BuildCounter()
                  .Name("lossy_edge_events_total")
                  .Help("Events of clients answered, by channel, event and status")
                  .Register(registry)),
      event_seconds_(
          BuildHistogram()
              .Name("lossy_edge_event_seconds")
              .Help("Time to answer an event of a client, in seconds, by channel and event, the "
                    "service's included")
              .Register(registry)),
      joins_refused_(
          BuildCounter()
              .Name("lossy_edge_joins_refused_total")
              .Help("Joins refused, by channel and by the reason that the client received")
              .Register(registry)),
      events_refused_(BuildCounter()
                          .Name("lossy_edge_events_refused_total")
                          .Help("Events of clients refused, by channel and by the reason that the "
                                "client received")
                          .Register(registry)) {}

ReasonCounters& RouteMetrics::Refusals::Of(const std::string& channel) {
  base::MutexLock lock(mutex_);
  return by_channel_.try_emplace(channel, family_, channel).first->second;
}

ReasonCounters& RouteMetrics::JoinsRefused(const std::string& channel) {
  return joins_refused_.Of(channel);
}

ReasonCounters& RouteMetrics::EventsRefused(const std::string& channel) {
  return events_refused_.Of(channel);
}

EventMetrics RouteMetrics::Event(const std::string& channel, const std::string& event) {
  return {.ok = &events_.Add({{"channel", channel}, {"event", event}, {"status", "ok"}}),
          .error = &events_.Add({{"channel", channel}, {"event", event}, {"status", "error"}}),
          .seconds = &event_seconds_.Add({{"channel", channel}, {"event", event}}, kSeconds)};
}

EventMetrics RouteMetrics::Join(const std::string& channel) {
  return {.ok = &joins_.Add({{"channel", channel}, {"status", "ok"}}),
          .error = &joins_.Add({{"channel", channel}, {"status", "error"}}),
          .seconds = &join_seconds_.Add({{"channel", channel}}, kSeconds)};
}

}  // namespace lossy::edge
