#include "edge/bench/minimal_connection.h"

#include <openssl/sha.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kKeyHeader = "Sec-WebSocket-Key: ";
constexpr absl::string_view kKeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// RFC 6455, section 4.2.2.
std::string AcceptOf(absl::string_view key) {
  const std::string text = absl::StrCat(key, kKeySuffix);
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return absl::Base64Escape({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace

MinimalConnection::~MinimalConnection() {
  Leave();
  const auto end = std::remove(room_.dirty.begin(), room_.dirty.end(), this);
  room_.dirty.erase(end, room_.dirty.end());
  close(socket_);
}

bool MinimalConnection::Read() {
  char chunk[64 * 1024];
  const ssize_t size = recv(socket_, chunk, sizeof chunk, MSG_DONTWAIT);
  if (size <= 0) return false;
  in_.append(chunk, static_cast<std::size_t>(size));
  if (!upgraded_) {
    const std::size_t end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return true;
    Upgrade(end + 4);
  }
  std::size_t at = 0;
  while (const std::size_t frame = HandleFrame(at)) at += frame;
  in_.erase(0, at);
  if (in_.empty()) in_ = std::string();  // An idle connection has no buffer.
  return true;
}

void MinimalConnection::Upgrade(std::size_t end) {
  const std::size_t at = in_.find(std::string(kKeyHeader)) + kKeyHeader.size();
  const std::string key = in_.substr(at, in_.find('\r', at) - at);
  absl::StrAppend(&out_,
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: ",
                  AcceptOf(key), "\r\n\r\n");
  if (!dirty_) room_.dirty.push_back(this);
  dirty_ = true;
  in_.erase(0, end);
  upgraded_ = true;
}

std::size_t MinimalConnection::HandleFrame(std::size_t at) {
  const std::size_t left = in_.size() - at;
  if (left < 6) return 0;
  auto* const bytes = reinterpret_cast<std::uint8_t*>(in_.data() + at);
  std::size_t size = bytes[1] & 0x7f;
  std::size_t header = 2;
  if (size == 126) {
    size = static_cast<std::size_t>(bytes[2]) << 8 | bytes[3];
    header = 4;
  }
  if (left < header + 4 + size) return 0;
  const std::uint8_t* const mask = bytes + header;
  std::uint8_t* const text = bytes + header + 4;
  for (std::size_t i = 0; i < size; ++i) text[i] ^= mask[i % 4];
  if ((bytes[0] & 0x0f) == 1) HandleText({reinterpret_cast<const char*>(text), size});
  return header + 4 + size;
}

void MinimalConnection::HandleText(absl::string_view text) {
  text.remove_prefix(1);
  text.remove_suffix(1);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(',', 4));
  if (parts.size() != 5) return;
  const absl::string_view event = parts[3];
  if (event == "\"echo\"") return Reply(parts[0], parts[1], parts[2], parts[4]);
  if (event == "\"phx_join\"") room_.joined.push_back(this);
  if (event == "\"new_msg\"") {
    const std::string push = absl::StrCat("[null,null,", parts[2], ",\"new_msg\",", parts[4], "]");
    for (MinimalConnection* const connection : room_.joined) connection->Send(push);
  }
  Reply(parts[0], parts[1], parts[2], "{}");
  if (event != "\"phx_leave\"") return;
  Leave();
  Send(absl::StrCat("[", parts[0], ",", parts[0], ",", parts[2], ",\"phx_close\",{}]"));
}

void MinimalConnection::Reply(absl::string_view join_ref, absl::string_view ref,
                              absl::string_view topic, absl::string_view response) {
  Send(absl::StrCat("[", join_ref, ",", ref, ",", topic,
                    ",\"phx_reply\",{\"status\":\"ok\",\"response\":", response, "}]"));
}

void MinimalConnection::Leave() {
  const auto end = std::remove(room_.joined.begin(), room_.joined.end(), this);
  room_.joined.erase(end, room_.joined.end());
}

void MinimalConnection::Send(absl::string_view text) {
  if (!dirty_) room_.dirty.push_back(this);
  dirty_ = true;
  out_.push_back('\x81');
  if (text.size() < 126) {
    out_.push_back(static_cast<char>(text.size()));
  } else {
    out_.push_back(126);
    out_.push_back(static_cast<char>(text.size() >> 8));
    out_.push_back(static_cast<char>(text.size()));
  }
  absl::StrAppend(&out_, text);
}

bool MinimalConnection::Flush() {
  dirty_ = false;
  const ssize_t sent = send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) out_.erase(0, static_cast<std::size_t>(sent));
  if (!out_.empty()) return false;
  out_ = std::string();
  return true;
}

}  // namespace lossy::edge
