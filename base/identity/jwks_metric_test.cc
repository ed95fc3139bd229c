#include "base/identity/jwks_metric.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/identity/jwks_log.h"
#include "gtest/gtest.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

// Returns the value of a metric for the flag; -1 if there is none.
double Value(const std::string& name, const std::string& flag) {
  for (const prometheus::MetricFamily& family : JwksMetric().Collect()) {
    if (family.name != name) continue;
    for (const prometheus::ClientMetric& metric : family.metric) {
      if (metric.label.at(0).value != flag) continue;
      return family.type == prometheus::MetricType::Counter ? metric.counter.value
                                                            : metric.gauge.value;
    }
  }
  return -1;
}

TEST(JwksMetricTest, ShowsThatOlderKeysAreInUse) {
  const JwksFile::Options options = LoggedJwks("user_jwks");
  EXPECT_EQ(Value("lossy_jwks_current", "user_jwks"), 1);
  options.on_reload(absl::InvalidArgumentError("no JSON"));
  EXPECT_EQ(Value("lossy_jwks_current", "user_jwks"), 0);
  options.on_reload(absl::OkStatus());
  EXPECT_EQ(Value("lossy_jwks_current", "user_jwks"), 1);
}

TEST(JwksMetricTest, ShowsThatTheOwnKeyIsUnknown) {
  const auto own_key_known = [] {
    for (const prometheus::MetricFamily& family : JwksMetric().Collect()) {
      if (family.name == "lossy_jwks_own_key_known") return family.metric.at(0).gauge.value;
    }
    return -1.0;
  };
  EXPECT_EQ(own_key_known(), -1);
  JwksStates::Instance().SetOwnKeyCheck([] { return false; });
  EXPECT_EQ(own_key_known(), 0);
  JwksStates::Instance().SetOwnKeyCheck([] { return true; });
  EXPECT_EQ(own_key_known(), 1);
}

TEST(JwksMetricTest, CountsSkippedKeysByFlag) {
  const JwksFile::Options options = LoggedJwks("internal_jwks");
  LoggedJwks("other_jwks");
  options.on_skipped("file", SkippedKey());
  EXPECT_EQ(Value("lossy_jwks_keys_skipped_total", "internal_jwks"), 1);
  EXPECT_EQ(Value("lossy_jwks_keys_skipped_total", "other_jwks"), 0);
}

}  // namespace
}  // namespace lossy::base
