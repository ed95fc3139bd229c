#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::lossyctl {

// The metrics of one process, from Prometheus' text format.
class MetricsPage {
 public:
  struct Sample {
    std::map<std::string, std::string> labels;
    double value = 0;
  };

  // Skips lines that are no sample.
  static MetricsPage Parse(absl::string_view text);

  // Returns the samples of a metric; empty if it has none.
  const std::vector<Sample>& Samples(const std::string& name) const;
  // Returns the value of the metric's first sample.
  absl::optional<double> Value(const std::string& name) const;
  // Returns a label of the metric's first sample; empty if there is none.
  std::string Label(const std::string& name, const std::string& label) const;

 private:
  std::map<std::string, std::vector<Sample>> samples_;
};

}  // namespace lossy::lossyctl
