#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/openai/http_message.h"
#include "services/agent/openai/tls_trust.h"

namespace lossy::agent {

// One connection, which carries one exchange after the other. Used by one thread at a time; only
// Cancel may come from another. Blocks at most until each deadline.
//
// Errors of all: UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED. The connection is of no use after one.
class HttpConnection {
 public:
  // With `session` it speaks TLS.
  explicit HttpConnection(SslSession session);
  ~HttpConnection();

  // To the first of the addresses that answers.
  absl::Status Connect(const std::vector<std::string>& addresses, int port, absl::Time deadline);

  // Sends the request and reads the answer. OUT_OF_RANGE: the answer's body is larger than
  // `max_body_bytes`. DATA_LOSS: an answer with a status of success broke off.
  absl::StatusOr<HttpResponse> Exchange(absl::string_view request, std::size_t max_body_bytes,
                                        absl::Time deadline);

  // Whether something of the last answer came.
  bool heard() const;
  // Whether both sides mean to go on after the last answer.
  bool reusable() const;
  // Whether the server has said nothing since; what it would say is that it goes.
  bool quiet() const;

  // Ends what runs and what would come, soon. Any thread.
  void Cancel();

 private:
  struct Impl;

  const std::unique_ptr<Impl> impl_;
};

}  // namespace lossy::agent
