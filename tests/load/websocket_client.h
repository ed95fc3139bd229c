#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::load {

// A blocking WebSocket client for one connection on loopback; just enough to measure with. Ends the
// process on any failure.
class WebSocketClient {
 public:
  // `target` is path and query.
  WebSocketClient(int port, const std::string& target);
  ~WebSocketClient();
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;

  // At most 125 bytes.
  void Send(absl::string_view text);
  // The next text frame.
  std::string Receive();

 private:
  void Fill(std::size_t bytes);

  int socket_;
  std::string buffer_;
};

}  // namespace lossy::load
