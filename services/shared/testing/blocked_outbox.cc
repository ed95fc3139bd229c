#include "services/shared/testing/blocked_outbox.h"

namespace lossy::services {
namespace {

// What the relay that leads holds: it leads only while nobody else does.
constexpr char kHold[] = "SELECT pg_advisory_lock(7310421, hashtext(current_schema()))";
constexpr char kLetGo[] = "SELECT pg_advisory_unlock(7310421, hashtext(current_schema()))";

}  // namespace

BlockedOutbox::BlockedOutbox(base::pg::Pool& pool) : pool_(pool) {
  std::promise<void> held;
  holder_ = std::thread([this, &held] {
    const absl::Status lent = pool_.With([&](base::pg::Connection& connection) {
      EXPECT_TRUE(connection.Query(kHold).ok());
      held.set_value();
      release_.get_future().wait();
      return connection.Query(kLetGo).status();
    });
    EXPECT_TRUE(lent.ok()) << lent;
  });
  held.get_future().wait();
  relay_ = std::make_unique<base::Relay>(
      pool_, std::map<std::string, base::Relay::Handler>{},
      base::Relay::Options{.poll = absl::Hours(1), .retry = absl::Hours(1)}, registry_);
}

BlockedOutbox::~BlockedOutbox() {
  // Before the lock is free for it.
  relay_.reset();
  release_.set_value();
  holder_.join();
}

std::vector<base::Outgoing> BlockedOutbox::Queued(absl::string_view kind) {
  absl::StatusOr<base::pg::Rows> rows = pool_.Query(
      "SELECT id, target, user_id, request_id, payload FROM outbox WHERE kind = $1 ORDER BY seq",
      {kind});
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<base::Outgoing> queued;
  for (int i = 0; rows.ok() && i < rows->size(); ++i) {
    queued.push_back({.id = std::string(rows->Text(i, 0)),
                      .kind = std::string(kind),
                      .target = std::string(rows->Text(i, 1)),
                      .user_id = std::string(rows->Text(i, 2)),
                      .request_id = std::string(rows->Text(i, 3)),
                      .payload = rows->Bytes(i, 4)});
  }
  return queued;
}

}  // namespace lossy::services
