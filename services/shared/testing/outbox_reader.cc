#include "services/shared/testing/outbox_reader.h"

#include "base/pg/row_reader.h"

namespace lossy::services {

std::vector<base::Outgoing> OutboxReader::Queued(absl::string_view kind) {
  absl::StatusOr<base::pg::Rows> rows = pool_.Query(
      "SELECT id, target, user_id, request_id, payload FROM outbox WHERE kind = $1 ORDER BY seq",
      {kind});
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<base::Outgoing> queued;
  for (int i = 0; rows.ok() && i < rows->size(); ++i) {
    base::pg::RowReader reader(*rows, i);
    queued.push_back(base::Outgoing{.id = reader.Next<std::string>(),
                                    .kind = std::string(kind),
                                    .target = reader.Next<std::string>(),
                                    .user_id = reader.Next<std::string>(),
                                    .request_id = reader.Next<std::string>(),
                                    .payload = reader.NextBytes()});
  }
  return queued;
}

}  // namespace lossy::services
