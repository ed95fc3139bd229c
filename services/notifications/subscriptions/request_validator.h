#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// Checks the fields of requests before the service handles them. Each check returns
// INVALID_ARGUMENT, which names the field, if a field is invalid. Immutable, so all threads may use
// it.
class RequestValidator {
 public:
  // The most requests of a SubscribeRequest.Batch. A stream should handle no more together: the
  // first ones would wait longer for their answers, and none would be cheaper.
  static constexpr int kBatchRequests = 256;

  struct Limits {
    std::size_t event_id_bytes = 64;
    std::size_t topic_bytes = 512;
    std::size_t event_bytes = 1 << 20;
    std::size_t batch_events = 1000;
    std::size_t presence_ref_bytes = 64;
    std::size_t presence_key_bytes = 512;
    std::size_t presence_meta_bytes = 8 << 10;
    // The most topics that one stream may follow and watch, and the most presences that it may
    // track.
    std::size_t stream_topics = 1'000'000;
    std::size_t stream_presences = 1'000'000;
  };

  explicit RequestValidator(const Limits& limits) : limits_(limits) {}

  const Limits& limits() const { return limits_; }

  absl::Status CheckTopic(const std::string& topic) const;
  absl::Status CheckPublish(const v1::PublishRequest& request) const;
  // Checks only the number of events.
  absl::Status CheckBatch(const v1::PublishBatchRequest& request) const;
  absl::Status CheckTopics(const v1::EndEpochsRequest& request) const;
  absl::Status CheckRef(const std::string& ref) const;
  absl::Status CheckTrack(const v1::SubscribeRequest::Track& request) const;
  // Checks only the number of the requests, and that none is a batch.
  static absl::Status CheckRequests(const v1::SubscribeRequest::Batch& batch);

  // Returns the number of events that a Read requests: 1 to 1,000, or 100 if the request has none.
  static absl::StatusOr<int> ReadLimit(const v1::ReadRequest& request);

 private:
  const Limits limits_;
};

}  // namespace lossy::notifications
