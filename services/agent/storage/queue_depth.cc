#include "services/agent/storage/queue_depth.h"

#include <algorithm>
#include <cstdint>

#include "absl/types/optional.h"
#include "base/metrics/add_metric.h"
#include "base/pg/row_reader.h"
#include "base/pg/transaction.h"

namespace lossy::agent {
namespace {

// Without sorting, the order makes each part read the index of the queue, whenever it was planned.
// The conditions on seq and user_id hold for every row: they keep a plan from the reading of a
// whole index (docs/adr/0029).
constexpr base::pg::Setting kByIndex[] = {{"enable_sort", "off"}, {"enable_bitmapscan", "off"}};
constexpr char kMeasure[] = R"sql(
    SELECT 'recorded', count(*), extract(epoch FROM now() - min(at)) FROM (
      SELECT inserted_at AS at FROM transcripts WHERE status = 'recorded' AND seq >= 0
      ORDER BY status, seq LIMIT 10000) q
    UNION ALL
    SELECT 'pending', count(*), extract(epoch FROM now() - min(at)) FROM (
      SELECT heard_at AS at FROM transcripts WHERE status = 'pending' AND refused_at IS NULL
      AND seq >= 0 ORDER BY status, seq LIMIT 10000) q
    UNION ALL
    SELECT 'refused', count(*), extract(epoch FROM now() - min(at)) FROM (
      SELECT heard_at AS at FROM transcripts WHERE status = 'pending' AND refused_at IS NOT NULL
      AND user_id >= '' ORDER BY user_id, leased_until LIMIT 10000) q
    UNION ALL
    SELECT 'plain', count(*), extract(epoch FROM now() - min(at)) FROM (
      SELECT heard_at AS at FROM transcripts WHERE status = 'plain' AND seq >= 0
      ORDER BY status, seq LIMIT 10000) q)sql";

}  // namespace

QueueDepth::QueueDepth(base::pg::Pool& pool, prometheus::Registry& registry) : pool_(pool) {
  for (const char* status : {"recorded", "pending", "refused", "plain"}) {
    statuses_.emplace(
        status,
        Status{
            .transcripts = base::AddGauge(
                registry, "lossy_agent_queue_transcripts",
                "Transcripts in the queue of all replicas, waiting or in progress, by status; "
                "recorded: without words; pending: without a note; refused: the notes service "
                "refused them; plain: with a note that a model may improve. A count ends at 10000",
                {{"status", status}}),
            .oldest = base::AddGauge(registry, "lossy_agent_queue_oldest_seconds",
                                     "Age of the oldest transcript in the queue of all replicas, "
                                     "in seconds, by status; 0: there is none",
                                     {{"status", status}})});
  }
}

absl::StatusOr<base::TaskRun> QueueDepth::Measure() {
  absl::StatusOr<base::pg::Rows> rows = base::pg::Rows(nullptr);
  const absl::Status status = pool_.Transaction([&](base::pg::Transaction& transaction) {
    if (absl::Status set = transaction.SetLocal(kByIndex); !set.ok()) return set;
    rows = transaction.Query(kMeasure);
    return rows.status();
  });
  if (!status.ok()) return status;
  for (int i = 0; i < rows->size(); ++i) {
    base::pg::RowReader reader(*rows, i);
    const Status& measured = statuses_.at(reader.Next<std::string>());
    measured.transcripts.Set(static_cast<double>(reader.Next<std::int64_t>()));
    // Negative if the database's clock was set back.
    measured.oldest.Set(std::max(0.0, reader.Next<absl::optional<double>>().value_or(0)));
  }
  return base::TaskRun();
}

}  // namespace lossy::agent
