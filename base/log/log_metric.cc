#include "base/log/log_metric.h"

#include <utility>

#include "base/log/log.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

prometheus::MetricFamily Counter(const char* name, const char* help) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Counter;
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> LogMetric::Collect() const {
  prometheus::MetricFamily dropped =
      Counter("lossy_log_lines_dropped_total",
              "Log lines dropped because the reader of standard error did not accept them in time");
  dropped.metric.emplace_back().counter.value = static_cast<double>(DroppedLogLines());
  prometheus::MetricFamily lines = Counter(
      "lossy_log_lines_total", "Log lines of the process, the dropped ones included, by level");
  for (const LogLevel level :
       {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
    prometheus::ClientMetric& metric = lines.metric.emplace_back();
    metric.label.push_back({"level", AbslUnparseFlag(level)});
    metric.counter.value = static_cast<double>(LoggedLines(level));
  }
  return {std::move(dropped), std::move(lines)};
}

}  // namespace lossy::base
