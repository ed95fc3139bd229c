#include "edge/server/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

constexpr timeval kLimit = {.tv_sec = 30, .tv_usec = 0};
constexpr char kMask[] = "\x11\x22\x33\x44";

}  // namespace

TestClient::TestClient(int port, int receive_buffer) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kLimit, sizeof kLimit);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kLimit, sizeof kLimit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

TestClient::TestClient(int port, SSL* session) : TestClient(port) { StartTls(session); }

void TestClient::StartTls(SSL* session) {
  session_ = session;
  SSL_set_fd(session_, socket_);
  connected_ = connected_ && SSL_connect(session_) == 1;
  ERR_clear_error();
}

TestClient::~TestClient() {
  SSL_free(session_);
  close(socket_);
}

bool TestClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = session_ == nullptr
                             ? send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                             : SSL_write(session_, bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TestClient::SendInPieces(absl::string_view bytes, std::size_t size) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    Send(bytes.substr(0, size));
  }
}

void TestClient::SendText(absl::string_view text) { Send(ClientFrame(Opcode::kText, text)); }

bool TestClient::Receive() {
  char buffer[65536];
  const ssize_t size = session_ == nullptr ? recv(socket_, buffer, sizeof buffer, 0)
                                           : SSL_read(session_, buffer, sizeof buffer);
  ERR_clear_error();
  if (size > 0) unread_.append(buffer, static_cast<std::size_t>(size));
  return size > 0;
}

bool TestClient::Await(std::size_t size) {
  while (unread_.size() < size) {
    if (!Receive()) return false;
  }
  return true;
}

std::string TestClient::Take(std::size_t size) {
  std::string taken = unread_.substr(0, size);
  unread_.erase(0, size);
  return taken;
}

std::string TestClient::ReadHead() {
  std::size_t end;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!Receive()) return {};
  }
  return Take(end + 4);
}

std::string TestClient::ReadResponse() {
  const std::string head = ReadHead();
  const std::string name = "content-length: ";
  const std::size_t field = head.find(name);
  std::size_t body = 0;
  if (field != std::string::npos) {
    const std::size_t start = field + name.size();
    const std::string value = head.substr(start, head.find('\r', start) - start);
    if (!absl::SimpleAtoi(value, &body)) return {};
  }
  return Await(body) ? head + Take(body) : std::string();
}

std::string TestClient::ReadEvent() {
  std::size_t end;
  while ((end = unread_.find("\n\n")) == std::string::npos) {
    if (!Receive()) return {};
  }
  const std::string event = Take(end + 2);
  return event.substr(0, end);
}

absl::optional<TestClient::Received> TestClient::ReadFrame() {
  if (!Await(2)) return absl::nullopt;
  const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(unread_[i]); };
  const std::size_t extended = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
  if (!Await(2 + extended)) return absl::nullopt;
  std::size_t size = extended == 0 ? byte(1) : 0;
  for (std::size_t i = 0; i < extended; ++i) size = size << 8 | byte(2 + i);
  const auto opcode = static_cast<Opcode>(byte(0) & 0x0f);
  const bool compressed = (byte(0) & 0x40) != 0;
  if (!Await(2 + extended + size)) return absl::nullopt;
  Take(2 + extended);
  return Received{.opcode = opcode, .compressed = compressed, .payload = Take(size)};
}

std::string TestClient::ReadText() {
  const absl::optional<Received> frame = ReadFrame();
  if (!frame) return {};
  return frame->opcode == Opcode::kText ? frame->payload
                                        : absl::StrCat("no text: ", frame->payload);
}

int TestClient::ReadCloseCode() {
  const absl::optional<Received> frame = ReadFrame();
  if (!frame || frame->opcode != Opcode::kClose) return -1;
  if (frame->payload.empty()) return 0;
  return static_cast<unsigned char>(frame->payload[0]) << 8 |
         static_cast<unsigned char>(frame->payload[1]);
}

bool TestClient::AtEnd() { return unread_.empty() && !Receive(); }

void TestClient::ReadToEnd() {
  while (Receive()) unread_.clear();
}

void TestClient::SendCloseNotify() { SSL_shutdown(session_); }

bool TestClient::received_close_notify() const {
  return (SSL_get_shutdown(session_) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TestClient::Reset() {
  const linger now = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(socket_);
  socket_ = -1;
}

std::string UpgradeRequest(absl::string_view query) {
  return absl::StrCat("GET /socket/websocket?vsn=2.0.0", query,
                      " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
}

std::string ClientFrame(Opcode opcode, absl::string_view payload, bool final) {
  std::string frame(EncodedMessage::kMaxHeaderBytes, '\0');
  frame.resize(
      static_cast<std::size_t>(WriteHeader(opcode, payload.size(), frame.data()) - frame.data()));
  if (!final) frame[0] = static_cast<char>(frame[0] & 0x7f);
  frame[1] = static_cast<char>(frame[1] | 0x80);
  frame.append(kMask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame.push_back(static_cast<char>(payload[i] ^ kMask[i % 4]));
  }
  return frame;
}

}  // namespace lossy::edge
