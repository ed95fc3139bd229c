#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "base/trace/trace_context.h"
#include "edge/channel/answer.h"
#include "edge/channel/sender.h"
#include "edge/limits/user_topics.h"
#include "edge/metrics/client_error_log.h"

namespace lossy::edge {

class Channel;
class ServiceCaller;

// The interface of a socket for its channels. The socket outlives its channels. Belongs to their
// thread.
class ChannelOwner {
 public:
  virtual ~ChannelOwner() = default;
  virtual Sender sender() const = 0;
  // The services of the edge, which outlive the socket.
  virtual ServiceCaller& services() const = 0;
  // Returns the identity of the socket's newest token.
  virtual const base::Identity& identity() const = 0;
  // Returns the trace of the client's connection; empty if it has none.
  virtual base::TraceContext trace() const = 0;
  // Logs an event or a join of this client that `answer` refuses. `channel` is its topic's pattern.
  virtual void OnRefused(ClientError error, absl::string_view channel, const Answer& answer) = 0;
  // Counts the user as present on a topic until the result is destroyed. The result is nullptr if
  // users are not counted. Returns RESOURCE_EXHAUSTED if the user is present on too many topics.
  virtual absl::StatusOr<std::unique_ptr<UserTopics::Entry>> EnterPresenceTopic(
      const std::string& topic) = 0;
  // The channel has ended: its join was refused, or the service ended it. The owner must drop it.
  virtual void OnChannelOver(Channel& channel) = 0;
};

}  // namespace lossy::edge
