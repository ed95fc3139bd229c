#pragma once

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/usage/usage_ledger.h"

namespace lossy::agent {

// UsageReport implements GetUsage of AgentService: a user's use of models and of storage, with the
// limits. Thread-safe.
class UsageReport {
 public:
  // Both references must outlive the object.
  UsageReport(UsageLedger& ledger, StorageQuota& quota) : ledger_(ledger), quota_(quota) {}

  // Implements GetUsage of agent.proto, with its errors.
  absl::Status Get(const base::Caller& caller, const v1::GetUsageRequest& request,
                   v1::GetUsageResponse* response);

 private:
  UsageLedger& ledger_;
  StorageQuota& quota_;
};

}  // namespace lossy::agent
