#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/websocket/frame.h"

namespace lossy::edge {

// For tests: a client with a blocking socket, which may do what no good client does. A read that
// takes half a minute counts as the end of the connection.
class TestClient {
 public:
  // Connects to that port of 127.0.0.1. `receive_buffer`: of the kernel, in bytes; 0: its own.
  explicit TestClient(int port, int receive_buffer = 0);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // False if no server listens there.
  bool connected() const { return connected_; }

  // False if the server has ended it.
  bool Send(absl::string_view bytes);
  // The same in pieces of `size` bytes, each sent by itself.
  void SendInPieces(absl::string_view bytes, std::size_t size);
  void SendText(absl::string_view text);

  // The next response, its head and body; empty at the end.
  std::string ReadResponse();
  // A response's head alone: all that there is of one to a HEAD.
  std::string ReadHead();

  struct Received {
    Opcode opcode;
    bool compressed;
    std::string payload;
  };
  // Nullopt at the end.
  absl::optional<Received> ReadFrame();
  // The payload of the next frame, which must be a text; empty at the end.
  std::string ReadText();
  // The code of the next frame, which must be a close; 0: it has none. -1: there is no such frame.
  int ReadCloseCode();
  // True if nothing more comes until the end.
  bool AtEnd();
  // Reads and forgets until the end.
  void ReadToEnd();

  // Ends it with a reset.
  void Reset();

 private:
  bool Receive();
  bool Await(std::size_t size);
  std::string Take(std::size_t size);

  int socket_;
  bool connected_ = false;
  std::string unread_;
};

// A request for a WebSocket; `query` goes behind "vsn=2.0.0".
std::string UpgradeRequest(absl::string_view query = "");

// A frame as a client sends it.
std::string ClientFrame(Opcode opcode, absl::string_view payload, bool final = true);

}  // namespace lossy::edge
