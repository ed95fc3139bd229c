#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// One client of minimal_server: an HTTP upgrade, then messages of Phoenix's V2 in WebSocket frames.
// It does the least that a server of rooms must do: it finds the five parts of a message at their
// commas, replies, and sends a new_msg to the whole room. It accepts only what tls_load sends. One
// thread.
class MinimalConnection {
 public:
  // The connections that have joined, and those that have bytes to send after this turn of the
  // loop.
  struct Room {
    std::vector<MinimalConnection*> joined;
    std::vector<MinimalConnection*> dirty;
  };

  // Owns `socket`, which does not block. `room` must outlive the connection.
  MinimalConnection(int socket, Room& room) : socket_(socket), room_(room) {}
  ~MinimalConnection();
  MinimalConnection(const MinimalConnection&) = delete;
  MinimalConnection& operator=(const MinimalConnection&) = delete;

  int socket() const { return socket_; }

  // Reads what has arrived, and handles whole messages. Returns false at the end of the connection.
  bool Read();
  // Sends as much as the socket takes. Returns true if nothing is left.
  bool Flush();

 private:
  void Upgrade(std::size_t end);
  // Handles the frame at `at` of in_. Returns its size, or 0 while it is not whole.
  std::size_t HandleFrame(std::size_t at);
  void HandleText(absl::string_view text);
  void Reply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
             absl::string_view response);
  void Leave();
  // Appends a text frame.
  void Send(absl::string_view text);

  const int socket_;
  Room& room_;
  bool upgraded_ = false;
  bool dirty_ = false;
  std::string in_;
  std::string out_;
};

}  // namespace lossy::edge
