#include "tests/load/websocket_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace lossy::load {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

int Connect(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Require(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

WebSocketClient::WebSocketClient(int port, const std::string& target, SSL_CTX* tls)
    : stream_(Connect(port), tls) {
  Require(stream_.Handshake() > 0);
  const std::string request = absl::StrCat(
      "GET ", target,
      " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  Write(request);
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) Fill(buffer_.size() + 1);
  Require(buffer_.find("HTTP/1.1 101") == 0);
  buffer_.erase(0, end + 4);
}

void WebSocketClient::Send(absl::string_view text) {
  Require(text.size() <= 125);
  // A mask of zeros is a mask.
  const std::string frame =
      absl::StrCat(std::string({'\x81', static_cast<char>(0x80 | text.size()), 0, 0, 0, 0}), text);
  Write(frame);
}

void WebSocketClient::Write(const std::string& bytes) {
  Require(stream_.Write(bytes) == static_cast<std::ptrdiff_t>(bytes.size()));
}

std::string WebSocketClient::Receive() {
  Fill(2);
  std::size_t header = 2;
  std::size_t size = static_cast<unsigned char>(buffer_[1]);
  if (size == 126) {
    Fill(4);
    header = 4;
    size = static_cast<unsigned char>(buffer_[2]) << 8 | static_cast<unsigned char>(buffer_[3]);
  }
  Require(size < 126 || header == 4);
  Fill(header + size);
  std::string text = buffer_.substr(header, size);
  buffer_.erase(0, header + size);
  return text;
}

void WebSocketClient::Fill(std::size_t bytes) {
  while (buffer_.size() < bytes) {
    char chunk[4096];
    const std::ptrdiff_t size = stream_.Read(chunk, sizeof chunk);
    Require(size > 0);
    buffer_.append(chunk, static_cast<std::size_t>(size));
  }
}

}  // namespace lossy::load
