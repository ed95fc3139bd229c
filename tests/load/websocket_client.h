#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tests/load/client_stream.h"

namespace lossy::load {

// A blocking WebSocket client for one connection on loopback; just enough to measure with. Ends the
// process on any failure.
class WebSocketClient {
 public:
  // `target` is path and query. The context of --edge_ca must outlive the client; null: no TLS.
  WebSocketClient(int port, const std::string& target, SSL_CTX* tls = nullptr);
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;

  // At most 125 bytes.
  void Send(absl::string_view text);
  // The next text frame.
  std::string Receive();

 private:
  void Write(const std::string& bytes);
  void Fill(std::size_t bytes);

  ClientStream stream_;
  std::string buffer_;
};

}  // namespace lossy::load
