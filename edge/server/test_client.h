#pragma once

#include <openssl/ssl.h>

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/websocket/frame.h"

namespace lossy::edge {

// For tests: an HTTP and WebSocket client with a blocking socket, which can also violate the
// protocols. A read that blocks for 30 seconds counts as the end of the connection.
class TestClient {
 public:
  // Connects to the port of 127.0.0.1. `receive_buffer` is the size of the kernel's receive buffer
  // in bytes; 0: the kernel's default.
  explicit TestClient(int port, int receive_buffer = 0);
  // Performs a TLS handshake after connecting. The client owns `session`, which has all options.
  // connected() is false if the handshake fails.
  TestClient(int port, SSL* session);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // Performs a TLS handshake now, as the constructor.
  void StartTls(SSL* session);

  // Returns false if no server listens on the port, or if the handshake has failed.
  bool connected() const { return connected_; }
  // Returns the TLS session, or nullptr without TLS.
  SSL* session() { return session_; }

  // Sends raw bytes. Returns false if the server has closed the connection.
  bool Send(absl::string_view bytes);
  // Sends raw bytes in pieces of `size` bytes, each by a send() of its own.
  void SendInPieces(absl::string_view bytes, std::size_t size);
  // Sends a WebSocket text message.
  void SendText(absl::string_view text);

  // Reads the next HTTP response. Returns its head and body, or an empty string at the end.
  std::string ReadResponse();
  // Reads the head of the next HTTP response, as for a HEAD request.
  std::string ReadHead();

  // Reads the next server-sent event, a block of lines, without the empty line behind it. Returns
  // an empty string at the end.
  std::string ReadEvent();

  struct Received {
    Opcode opcode;
    bool compressed;
    std::string payload;
  };
  // Reads the next WebSocket frame. Returns nullopt at the end.
  absl::optional<Received> ReadFrame();
  // Reads the next frame, which must be a text. Returns its payload, or an empty string at the end.
  std::string ReadText();
  // Reads the next frame, which must be a close. Returns its code, 0 if it has no code, or -1 if
  // the next frame is no close.
  int ReadCloseCode();
  // Waits for further bytes, and keeps them. Returns false at the end.
  bool ReadSome() { return Receive(); }
  // Returns true if the connection ends without another byte.
  bool AtEnd();
  // Reads and drops all bytes until the end.
  void ReadToEnd();

  // Sends TLS's "close notify".
  void SendCloseNotify();
  // Returns true if the server has sent "close notify".
  bool received_close_notify() const;

  // Closes the connection with a TCP reset.
  void Reset();

 private:
  bool Receive();
  bool Await(std::size_t size);
  std::string Take(std::size_t size);

  int socket_;
  SSL* session_ = nullptr;
  bool connected_ = false;
  std::string unread_;
};

// Returns an HTTP request that opens a WebSocket. Its query is "vsn=2.0.0" followed by `query`.
std::string UpgradeRequest(absl::string_view query = "");

// Returns a masked WebSocket frame, as a client sends it.
std::string ClientFrame(Opcode opcode, absl::string_view payload, bool final = true);

}  // namespace lossy::edge
