#include "services/video/accounts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/once/once.h"
#include "services/shared/privacy/acting_for.h"
#include "services/shared/privacy/erased_users.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/video/video_words.h"

namespace lossy::video {
namespace {

using base::Caller;
using base::pg::Rows;
using base::pg::Transaction;

std::string LaneOf(const std::string& user_id) { return absl::StrCat("user:", user_id); }

// The agent comes before notes: if it is creating a note of a transcript, it does so before the
// notes are erased, or not at all.
absl::Status QueueOrders(Transaction& transaction, const Caller& caller) {
  privacy::v1::ForgetRequest request;
  request.mutable_user();
  for (const char* service : {"video", "agent", "notes"}) {
    const absl::Status queued = services::QueueForget(transaction, caller, service,
                                                      LaneOf(caller.identity.user_id), request);
    if (!queued.ok()) return queued;
  }
  return absl::OkStatus();
}

absl::Status Begin(Transaction& transaction, const Caller& caller) {
  const absl::Status queued = services::QueueRedactions(transaction, caller, kTopicsOfUser);
  return queued.ok() ? QueueOrders(transaction, caller) : queued;
}

absl::StatusOr<bool> AreOrdersOpen(Transaction& transaction, const std::string& user_id) {
  const absl::StatusOr<Rows> open = transaction.Query(
      "SELECT EXISTS (SELECT FROM outbox WHERE kind = $1 AND target = $2 AND user_id = $3)",
      {services::kForget, LaneOf(user_id), user_id});
  if (!open.ok()) return open.status();
  return open->Bool(0, 0);
}

}  // namespace

absl::Status Accounts::Erase(const Caller& caller, const privacy::v1::EraseUserRequest& request,
                             privacy::v1::EraseUserResponse* response) {
  const absl::StatusOr<Caller> owner = services::ActingFor(caller, request.user_id());
  if (!owner.ok()) return owner.status();
  if (absl::Status id = base::CheckRequestId(request.request_id()); !id.ok()) return id;
  const std::string& user_id = owner->identity.user_id;
  const absl::Status done = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    response->set_done(false);
    const absl::StatusOr<bool> open = AreOrdersOpen(transaction, user_id);
    if (!open.ok()) return open.status();
    if (*open) return absl::OkStatus();
    const absl::StatusOr<bool> first = services::KeepOut(transaction, user_id);
    if (!first.ok()) return first.status();
    response->set_done(!*first);
    return *first ? Begin(transaction, *owner) : absl::OkStatus();
  });
  return done;
}

}  // namespace lossy::video
