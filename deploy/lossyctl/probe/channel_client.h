#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "deploy/lossyctl/probe/web_socket.h"

namespace lossy::lossyctl {

// A client of one channel, in version 2 of Phoenix's protocol. It has the errors of WebSocket, and
// returns FAILED_PRECONDITION with the reply if the edge refuses. Belongs to one thread.
class ChannelClient {
 public:
  ChannelClient(std::unique_ptr<WebSocket> socket, std::string topic);

  // Joins the topic.
  absl::Status Join(absl::Time deadline);

  // Pushes an event with a JSON object, and waits for its reply.
  absl::Status Push(absl::string_view event, absl::string_view payload, absl::Time deadline);

  // Waits for a push of the edge with this event that has arrived since the last Push began.
  absl::Status AwaitPush(const std::string& event, absl::Time deadline);

 private:
  absl::Status Request(absl::string_view event, absl::string_view payload, absl::Time deadline);

  const std::unique_ptr<WebSocket> socket_;
  const std::string topic_;
  std::uint64_t refs_ = 0;
  std::string seen_;  // The events that arrived before a reply, each with a line feed behind it.
};

}  // namespace lossy::lossyctl
