#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"

struct __natsConnection;
struct __natsSubscription;

namespace lossy::notifications {

// An attacker in tests: a client of the NATS server that receives every message and may send any,
// but has no key of the replicas. Thread-safe.
class HostileClient {
 public:
  using Message = std::pair<std::string, std::string>;  // Subject and bytes.

  explicit HostileClient(const std::string& url);
  ~HostileClient();
  HostileClient(const HostileClient&) = delete;
  HostileClient& operator=(const HostileClient&) = delete;

  void Send(const std::string& subject, absl::string_view bytes);
  // Blocks until the server has received all sent messages.
  void Flush();

  // Blocks until other clients have sent `count` messages on `subject`. Returns all their messages
  // on any subject, in order.
  std::vector<Message> AwaitMessages(const std::string& subject, std::size_t count);

 private:
  __natsConnection* connection_ = nullptr;
  __natsSubscription* subscription_ = nullptr;
  std::size_t CountMessages(const std::string& subject) const LOSSY_REQUIRES(mutex_);

  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<Message> messages_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::notifications
