#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/sync/mutex.h"
#include "base/testing/loopback_server.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::admin {

// For tests: a notifications service that stores what is published. Thread-safe.
class FakeNotifications final : private notifications::v1::NotificationsService::Service {
 public:
  FakeNotifications() : server_(*this) {}

  std::shared_ptr<grpc::Channel> Channel() const { return server_.Channel(); }

  // Makes later calls return this status.
  void Refuse(const grpc::Status& status) {
    base::MutexLock lock(mutex_);
    answer_ = status;
  }

  // The events of a topic so far, in their order.
  template <typename Event>
  std::vector<Event> Published(const std::string& topic) {
    base::MutexLock lock(mutex_);
    std::vector<Event> events;
    for (const notifications::v1::PublishRequest& request : requests_) {
      if (request.topic() == topic) request.event().UnpackTo(&events.emplace_back());
    }
    return events;
  }

 private:
  grpc::Status Publish(grpc::ServerContext*, const notifications::v1::PublishRequest* request,
                       notifications::v1::PublishResponse*) override {
    base::MutexLock lock(mutex_);
    if (answer_.ok()) requests_.push_back(*request);
    return answer_;
  }

  base::Mutex mutex_;
  grpc::Status answer_ LOSSY_GUARDED_BY(mutex_);
  std::vector<notifications::v1::PublishRequest> requests_ LOSSY_GUARDED_BY(mutex_);
  base::LoopbackServer server_;
};

}  // namespace lossy::admin
