#include "services/shared/privacy/forget_queue.h"

#include <utility>

#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::services {

using base::pg::Param;

absl::Status QueueForget(base::pg::Transaction& transaction, const base::Caller& caller,
                         absl::string_view service, const std::string& lane,
                         const privacy::v1::ForgetRequest& request) {
  privacy::v1::ForgetOrder order;
  order.set_service(std::string(service));
  *order.mutable_request() = request;
  return base::Queue(transaction, {.id = {},
                                   .kind = std::string(kForget),
                                   .target = lane,
                                   .user_id = caller.identity.user_id,
                                   .request_id = caller.request_id,
                                   .payload = order.SerializeAsString()});
}

absl::Status QueueRedaction(base::pg::Transaction& transaction, const base::Caller& caller,
                            const std::string& topic, const std::vector<std::string>& mentions) {
  notifications::v1::Redaction redaction;
  redaction.mutable_mentions()->Assign(mentions.begin(), mentions.end());
  return base::QueueEvent(transaction, topic, redaction, caller.identity.user_id,
                          caller.request_id);
}

absl::Status DeleteCopies(base::pg::Transaction& transaction, const std::string& user_id,
                          const std::vector<std::string>& mentions) {
  // A queued redaction contains the text as well, and must be delivered.
  static constexpr char kEvents[] = R"sql(
      DELETE FROM outbox WHERE kind = $3 AND user_id = $1
        AND position('lossy.notifications.v1.Redaction'::bytea IN payload) = 0
        AND EXISTS (SELECT FROM unnest($2::bytea[]) AS m(mention)
                    WHERE position(m.mention IN payload) > 0))sql";
  static constexpr char kSetAside[] = R"sql(
      DELETE FROM outbox_set_aside WHERE user_id = $1
        AND EXISTS (SELECT FROM unnest($2::bytea[]) AS m(mention)
                    WHERE position(m.mention IN payload) > 0))sql";
  static constexpr char kResponses[] = R"sql(
      DELETE FROM requests WHERE user_id = $1
        AND EXISTS (SELECT FROM unnest($2::bytea[]) AS m(mention)
                    WHERE position(m.mention IN response) > 0))sql";
  const std::vector<absl::string_view> views(mentions.begin(), mentions.end());
  const absl::Status events =
      transaction.Query(kEvents, {user_id, Param::Blobs(views), base::kPublish}).status();
  if (!events.ok()) return events;
  const absl::Status set_aside =
      transaction.Query(kSetAside, {user_id, Param::Blobs(views)}).status();
  if (!set_aside.ok()) return set_aside;
  return transaction.Query(kResponses, {user_id, Param::Blobs(views)}).status();
}

}  // namespace lossy::services
