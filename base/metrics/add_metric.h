#pragma once

#include <string>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/labels.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Each function registers a metric and returns it. The registry owns the metric. A second call with
// the same arguments returns the same metric.
//
// `help` states what is counted, in which unit, by which labels. Metrics of one name must have the
// same help and differ in the values of their labels. A metric whose labels are not known when the
// process starts needs a family: see prometheus::BuildCounter.
//
// Threads: thread-safe. Errors: throws std::invalid_argument if the name or a label is not valid,
// or if the name is one of another kind of metric.
prometheus::Counter& AddCounter(prometheus::Registry& registry, const std::string& name,
                                const std::string& help, const prometheus::Labels& labels = {});
prometheus::Gauge& AddGauge(prometheus::Registry& registry, const std::string& name,
                            const std::string& help, const prometheus::Labels& labels = {});
prometheus::Histogram& AddHistogram(prometheus::Registry& registry, const std::string& name,
                                    const std::string& help,
                                    const prometheus::Histogram::BucketBoundaries& buckets,
                                    const prometheus::Labels& labels = {});

}  // namespace lossy::base
