#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::lossyctl {

// A blocking WebSocket of a client, over TCP or TLS. Every call ends at its deadline, which is a
// time of base::SteadyNow(). Belongs to one thread.
//
// Errors of every method: DEADLINE_EXCEEDED at the deadline, UNAVAILABLE if the connection failed
// or the server has closed it, with the reason.
class WebSocket {
 public:
  // Connects to the host of `url`, which begins with http:// or https://, and performs the
  // handshake of TLS. `authorities` is the PEM file of those that are trusted; empty: the system's.
  static absl::StatusOr<std::unique_ptr<WebSocket>> Connect(const std::string& url,
                                                            const std::string& authorities,
                                                            absl::Time deadline);

  // Opens the WebSocket at `target`, a path with its query. FAILED_PRECONDITION, with
  // the status and the body of the answer, if its status is not 101.
  absl::Status Upgrade(const std::string& target, absl::Time deadline);

  absl::Status Send(absl::string_view text, absl::Time deadline);

  // Returns the next text message, of at most 16 MiB. Answers pings.
  absl::StatusOr<std::string> Receive(absl::Time deadline);

 private:
  struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  using Easy = std::unique_ptr<CURL, EasyCleanup>;

  WebSocket(Easy easy, std::string host) : easy_(std::move(easy)), host_(std::move(host)) {}

  // Returns the body of the answer with this head on one line, behind a blank. Returns "" if
  // the head has no Content-Length.
  std::string ReadBody(const std::string& head, absl::Time deadline);
  absl::Status SendFrame(int opcode, absl::string_view content, absl::Time deadline);
  absl::Status Write(absl::string_view bytes, absl::Time deadline);
  // Reads until the buffer has this many bytes.
  absl::Status Fill(std::size_t bytes, absl::Time deadline);
  absl::Status Await(short events, absl::Time deadline);

  const Easy easy_;
  const std::string host_;  // With its port.
  std::string buffer_;
};

}  // namespace lossy::lossyctl
