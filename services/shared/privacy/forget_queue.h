#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/outbox/outbox.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::services {

// The outbox kind of QueueForget. The payload is a ForgetOrder.
inline constexpr absl::string_view kForget = "forget";

// Queues a Forget call to `service`, on behalf of the caller's user. Calls of one `lane` are
// delivered in the order in which they were queued, each after the previous one succeeded.
absl::Status QueueForget(base::pg::Transaction& transaction, const base::Caller& caller,
                         absl::string_view service, const std::string& lane,
                         const privacy::v1::ForgetRequest& request);

// Queues a redaction: it removes the content of the topic's earlier events that contain one of the
// texts. Every event contains an empty text.
absl::Status QueueRedaction(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& topic, const std::vector<std::string>& mentions);

// Deletes the copies of the user's data that contain one of the texts, which must not be empty:
// events in the outbox and among the set-aside items, and responses that Once stores.
absl::Status DeleteCopies(base::pg::Transaction& transaction, const std::string& user_id,
                          const std::vector<std::string>& mentions);

}  // namespace lossy::services
