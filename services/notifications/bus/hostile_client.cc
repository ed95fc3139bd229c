#include "services/notifications/bus/hostile_client.h"

#include <nats/nats.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "base/time/clock.h"

namespace lossy::notifications {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);
constexpr std::int64_t kFlushMs = 60'000;

void Check(bool ok) {
  if (!ok) std::abort();
}

}  // namespace

HostileClient::HostileClient(const std::string& url) {
  natsOptions* options = nullptr;
  Check(natsOptions_Create(&options) == NATS_OK);
  // The client does not receive its own messages.
  Check(natsOptions_SetURL(options, url.c_str()) == NATS_OK &&
        natsOptions_SetNoEcho(options, true) == NATS_OK &&
        natsConnection_Connect(&connection_, options) == NATS_OK);
  natsOptions_Destroy(options);
  const natsMsgHandler hear = [](natsConnection*, natsSubscription*, natsMsg* message,
                                 void* closure) {
    auto& self = *static_cast<HostileClient*>(closure);
    base::MutexLock lock(self.mutex_);
    self.messages_.emplace_back(
        natsMsg_GetSubject(message),
        std::string(natsMsg_GetData(message),
                    static_cast<std::size_t>(natsMsg_GetDataLength(message))));
    natsMsg_Destroy(message);
    self.changed_.NotifyAll();
  };
  Check(natsConnection_Subscribe(&subscription_, connection_, ">", hear, this) == NATS_OK);
  Flush();
}

HostileClient::~HostileClient() {
  // No callback runs after the subscription is drained.
  natsSubscription_Drain(subscription_);
  natsSubscription_WaitForDrainCompletion(subscription_, kFlushMs);
  natsSubscription_Destroy(subscription_);
  natsConnection_Destroy(connection_);
}

void HostileClient::Send(const std::string& subject, absl::string_view bytes) {
  Check(natsConnection_Publish(connection_, subject.c_str(), bytes.data(),
                               static_cast<int>(bytes.size())) == NATS_OK);
}

void HostileClient::Flush() {
  Check(natsConnection_FlushTimeout(connection_, kFlushMs) == NATS_OK);
}

std::vector<HostileClient::Message> HostileClient::AwaitMessages(const std::string& subject,
                                                                 std::size_t count) {
  base::MutexLock lock(mutex_);
  const absl::Time deadline = base::SteadyNow() + kPatience;
  while (CountMessages(subject) < count) Check(changed_.WaitUntil(mutex_, deadline));
  return messages_;
}

std::size_t HostileClient::CountMessages(const std::string& subject) const {
  return static_cast<std::size_t>(
      std::count_if(messages_.begin(), messages_.end(),
                    [&](const Message& each) { return each.first == subject; }));
}

}  // namespace lossy::notifications
