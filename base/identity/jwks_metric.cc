#include "base/identity/jwks_metric.h"

#include <utility>

#include "prometheus/metric_family.h"

namespace lossy::base {

JwksStates& JwksStates::Instance() {
  static auto* const states = new JwksStates;
  return *states;
}

void JwksStates::Add(const std::string& flag) {
  MutexLock lock(mutex_);
  states_.try_emplace(flag);
}

void JwksStates::OnReload(const std::string& flag, const absl::Status& status) {
  MutexLock lock(mutex_);
  states_[flag].current = status.ok();
}

void JwksStates::OnSkipped(const std::string& flag) {
  MutexLock lock(mutex_);
  ++states_[flag].skipped;
}

std::map<std::string, JwksStates::State> JwksStates::Get() const {
  MutexLock lock(mutex_);
  return states_;
}

void JwksStates::SetOwnKeyCheck(std::function<bool()> is_known) {
  MutexLock lock(mutex_);
  own_key_is_known_ = std::move(is_known);
}

absl::optional<bool> JwksStates::OwnKeyIsKnown() const {
  std::function<bool()> is_known;
  {
    MutexLock lock(mutex_);
    is_known = own_key_is_known_;
  }
  if (!is_known) return absl::nullopt;
  return is_known();
}

std::vector<prometheus::MetricFamily> JwksMetric::Collect() const {
  prometheus::MetricFamily current;
  current.name = "lossy_jwks_current";
  current.help =
      "1 while the keys of the JWKS files are in use, 0 while they cannot be read and older "
      "keys are in use, by the flag that names the files";
  current.type = prometheus::MetricType::Gauge;
  prometheus::MetricFamily skipped;
  skipped.name = "lossy_jwks_keys_skipped_total";
  skipped.help =
      "Keys of JWKS files that were skipped because they cannot be used, by the flag that "
      "names the files; each reading of a changed file counts them again";
  skipped.type = prometheus::MetricType::Counter;
  for (const auto& [flag, state] : JwksStates::Instance().Get()) {
    prometheus::ClientMetric metric;
    metric.label.push_back({"flag", flag});
    metric.gauge.value = state.current ? 1 : 0;
    current.metric.push_back(metric);
    metric.gauge.value = 0;
    metric.counter.value = static_cast<double>(state.skipped);
    skipped.metric.push_back(metric);
  }
  std::vector<prometheus::MetricFamily> families;
  if (!current.metric.empty()) families = {current, skipped};
  if (const absl::optional<bool> known = JwksStates::Instance().OwnKeyIsKnown()) {
    prometheus::MetricFamily own;
    own.name = "lossy_jwks_own_key_known";
    own.help =
        "1 while the keys of --internal_jwks have the key with which this process signs its calls, "
        "else 0: other processes refuse its calls";
    own.type = prometheus::MetricType::Gauge;
    own.metric.emplace_back().gauge.value = *known ? 1 : 0;
    families.push_back(std::move(own));
  }
  return families;
}

}  // namespace lossy::base
