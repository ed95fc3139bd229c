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

// A client of the NATS server that hears everything and says anything, but has no key.
class HostileClient {
 public:
  using Message = std::pair<std::string, std::string>;  // Subject and bytes.

  explicit HostileClient(const std::string& url);
  ~HostileClient();
  HostileClient(const HostileClient&) = delete;
  HostileClient& operator=(const HostileClient&) = delete;

  void Send(const std::string& subject, absl::string_view bytes);
  // Returns when the server has all that was sent.
  void Flush();

  // What others have sent so far, in order. Waits until there are `count` on `subject`.
  std::vector<Message> Overheard(const std::string& subject, std::size_t count);

 private:
  __natsConnection* connection_ = nullptr;
  __natsSubscription* subscription_ = nullptr;
  std::size_t CountOverheard(const std::string& subject) const LOSSY_REQUIRES(mutex_);

  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<Message> overheard_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::notifications
