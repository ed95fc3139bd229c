#pragma once

#include <functional>
#include <vector>

#include "base/pg/pool.h"
#include "base/workers/periodic_tasks.h"
#include "prometheus/registry.h"
#include "services/agent/agent_config.h"
#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/privacy/spoken_words.h"
#include "services/agent/storage/lease_repair.h"
#include "services/agent/storage/queue_depth.h"
#include "services/agent/storage/recording_store.h"
#include "services/agent/storage/session_retention.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/agent/usage/pg_usage_quota.h"
#include "services/agent/usage/storage_quota.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_ledger.h"

namespace lossy::agent {

// Owns the classes that read and write the agent's tables. All members are thread-safe.
struct AgentStorage {
  // `pool` and `registry` must outlive the object, and so must `decoder`, which may be nullptr.
  AgentStorage(base::pg::Pool& pool, prometheus::Registry& registry, const AgentConfig& config,
               SoundDecoder* decoder);

  // Returns the tasks that finish, repair, count and delete rows. They call `on_recording` after
  // they have finished recordings. The storage must outlive them.
  std::vector<base::PeriodicTasks::Task> Tasks(const AgentConfig::Retention& retention,
                                               std::function<void()> on_recording);

  SessionStore sessions;
  SessionRetention session_retention;
  TranscriptStore transcripts;
  RecordingStore recordings;
  LeaseRepair lease_repair;
  TokenBuckets buckets;
  UsageLedger ledger;
  StorageQuota storage_quota;
  PgUsageQuota usage_quota;
  SpokenWords words;
  QueueDepth queue_depth;
};

}  // namespace lossy::agent
