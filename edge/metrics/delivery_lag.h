#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "edge/metrics/pubsub_metrics.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"

namespace lossy::edge {

// The times from which the delivery of an event is measured, in microseconds since 1970 by the
// clock of a database; 0: unknown. See lossy.notifications.v1.PublishRequest.
struct DeliveryOrigin {
  std::int64_t changed_us = 0;
  std::int64_t acted_us = 0;
};

// Measures the time from a change to the writes of its event on clients' sockets, for the events of
// one name on one thread. It counts without a lock, because one event may have many thousands of
// receivers; Export adds the counts to the histograms that all threads share.
//
// The clocks of the database and of this machine may differ. A negative lag is counted as 0, and in
// PubsubMetrics::negative_lags. Belongs to one thread.
class DeliveryLag {
 public:
  // `event` must be an event of the contract, so that the number of labels is bounded. `metrics`
  // and `clock` must outlive the object.
  DeliveryLag(PubsubMetrics& metrics, const std::string& event, const base::Clock& clock);

  // An event of this origin was written to one client's socket now.
  void OnWritten(const DeliveryOrigin& origin);
  // Adds the counts since the last call to the histograms.
  void Export();

 private:
  // The observations of one histogram since the last export.
  class Counts {
   public:
    // The first export with an observation adds the histogram to the family.
    Counts(prometheus::Family<prometheus::Histogram>& family, const std::string& event);
    void Add(double seconds);
    void Export();

   private:
    prometheus::Family<prometheus::Histogram>& family_;
    const std::string event_;
    prometheus::Histogram* histogram_ = nullptr;
    std::vector<double> buckets_;
    double sum_ = 0;
    bool empty_ = true;
  };

  void Observe(Counts& counts, std::int64_t since_us, std::int64_t now_us);

  const base::Clock& clock_;
  prometheus::Counter& negative_lags_;
  Counts commit_;
  Counts action_;
};

}  // namespace lossy::edge
