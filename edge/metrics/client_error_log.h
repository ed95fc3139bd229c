#pragma once

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "base/identity/identity.h"
#include "base/log/log_limiter.h"

namespace lossy::edge {

// The errors of clients that name their user in the log.
enum class ClientError {
  kEventRefused,  // An event was answered with an error.
  kJoinRefused,   // A join was answered with an error.
  kRateLimited,   // A message was refused by a rate of the socket or of its user.
  kUndecodable,   // A message is no Phoenix message.
  kUnmatched,     // A message is for a topic that is not joined, or that no channel serves.
  kClosed,        // The client did not read its messages, or held too much memory.
};

// Logs errors of clients as `client_erred`, with the user and the device. Metrics have no label for
// a user; the log shows an operator which client is broken. Each error has a limiter of its own: 5
// lines at once, then one in 10 seconds. So a client that causes most of the errors is in most of
// the lines. Thread-safe.
class ClientErrorLog {
 public:
  static constexpr std::size_t kErrors = 6;

  // `where` is the pattern of a topic, or empty. `problem` is for the operator.
  void Record(ClientError error, const base::Identity& identity, absl::string_view where,
              absl::string_view problem);

 private:
  class Line : public base::LogLimiter {
   public:
    Line() : LogLimiter(absl::Seconds(10), 5) {}
  };

  std::array<Line, kErrors> lines_;  // By ClientError.
};

}  // namespace lossy::edge
