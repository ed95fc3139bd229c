#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/testing/loopback_listener.h"

namespace lossy::lossyctl {

// For tests: a server on loopback that reads the head of one request, answers with fixed bytes, and
// then reads until the client disconnects, as it must before the server is destroyed.
class FakeEdge {
 public:
  explicit FakeEdge(std::string answer)
      : answer_(std::move(answer)), thread_([this] { Serve(); }) {}
  ~FakeEdge() {
    if (thread_.joinable()) thread_.join();
  }
  FakeEdge(const FakeEdge&) = delete;
  FakeEdge& operator=(const FakeEdge&) = delete;

  const std::string& url() const { return url_; }

  // Returns all that the client sent, after it has disconnected.
  const std::string& Received() {
    thread_.join();
    return received_;
  }

  // The answer of RFC 6455 to the upgrade of a WebSocket.
  static std::string Upgraded() {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  }

  // A frame of the server, with less than 64 KiB of content.
  static std::string Frame(int opcode, absl::string_view content) {
    std::string frame(1, static_cast<char>(0x80 | opcode));
    if (content.size() < 126) {
      frame.push_back(static_cast<char>(content.size()));
    } else {
      frame.push_back(126);
      frame.push_back(static_cast<char>(content.size() >> 8));
      frame.push_back(static_cast<char>(content.size()));
    }
    return absl::StrCat(frame, content);
  }

 private:
  void Serve() {
    const int connection = accept(listener_.socket(), nullptr, nullptr);
    bool answered = false;
    char chunk[4096];
    for (;;) {
      const ssize_t size = recv(connection, chunk, sizeof chunk, 0);
      if (size <= 0) break;
      received_.append(chunk, static_cast<std::size_t>(size));
      if (answered || received_.find("\r\n\r\n") == std::string::npos) continue;
      answered = true;
      send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    }
    close(connection);
  }

  const std::string answer_;
  const base::LoopbackListener listener_;
  const std::string url_ = absl::StrCat("http://127.0.0.1:", listener_.port());
  std::string received_;
  std::thread thread_;
};

}  // namespace lossy::lossyctl
