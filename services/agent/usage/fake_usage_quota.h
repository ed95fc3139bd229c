#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/sync/mutex.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// A fake of UsageQuota: Take returns `refusal`, and Spend adds the cost to `spent`. The calls are
// thread-safe. A test may access the members only while no call is in progress.
class FakeUsageQuota final : public UsageQuota {
 public:
  absl::Status Take(ModelCall call, const std::string&, const std::string& session_id) override {
    base::MutexLock lock(mutex_);
    if (call == ModelCall::kVision) sessions.push_back(session_id);
    return refusal;
  }
  void Spend(ModelCall call, const std::string&, const std::string&, const Usage& usage) override {
    base::MutexLock lock(mutex_);
    spent[call] += usage.cost_micros;
  }

  absl::Status refusal;
  std::map<ModelCall, std::int64_t> spent;  // In millionths of a US dollar.
  std::vector<std::string> sessions;        // Of each call to a vision model.
  std::size_t taken() {
    base::MutexLock lock(mutex_);
    return sessions.size();
  }

 private:
  base::Mutex mutex_;
};

}  // namespace lossy::agent
