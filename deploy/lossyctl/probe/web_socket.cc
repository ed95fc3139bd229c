#include "deploy/lossyctl/probe/web_socket.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/time/clock.h"

namespace lossy::lossyctl {
namespace {

constexpr std::size_t kMostBytes = 16 << 20;
constexpr std::size_t kMostHeaderBytes = 64 << 10;
constexpr int kText = 1;
constexpr int kClose = 8;
constexpr int kPing = 9;
constexpr int kPong = 10;

// The example of RFC 6455, section 1.3: a key and its answer.
constexpr char kKey[] = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr char kAccept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

absl::Status Late() { return absl::DeadlineExceededError("no answer before the deadline"); }

long MillisUntil(absl::Time deadline) {
  return static_cast<long>(
      std::max<std::int64_t>(0, absl::ToInt64Milliseconds(deadline - base::SteadyNow())));
}

std::uint8_t ByteAt(const std::string& bytes, std::size_t index) {
  return static_cast<std::uint8_t>(bytes[index]);
}

// The code and the reason of a close frame.
absl::Status Closed(absl::string_view content) {
  if (content.size() < 2) return absl::UnavailableError("the edge closed the WebSocket");
  const int code =
      static_cast<std::uint8_t>(content[0]) << 8 | static_cast<std::uint8_t>(content[1]);
  return absl::UnavailableError(
      absl::StrCat("the edge closed the WebSocket with ", code, " ", content.substr(2)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<WebSocket>> WebSocket::Connect(const std::string& url,
                                                              const std::string& authorities,
                                                              absl::Time deadline) {
  absl::string_view host = url;
  if (!absl::ConsumePrefix(&host, "http://") && !absl::ConsumePrefix(&host, "https://")) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", url, "\" does not begin with http:// or https://"));
  }
  host = host.substr(0, host.find('/'));
  // curl treats 0 as no limit.
  const long limit = std::max(1L, MillisUntil(deadline));
  Easy easy(curl_easy_init());
  char problem[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT_MS, limit);
  curl_easy_setopt(easy.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, problem);
  if (!authorities.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, authorities.c_str());
  const CURLcode code = curl_easy_perform(easy.get());
  // The buffer ends with this function.
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, nullptr);
  if (code == CURLE_OPERATION_TIMEDOUT) return Late();
  if (code != CURLE_OK) {
    return absl::UnavailableError(problem[0] != '\0' ? problem : curl_easy_strerror(code));
  }
  return std::unique_ptr<WebSocket>(new WebSocket(std::move(easy), std::string(host)));
}

absl::Status WebSocket::Upgrade(const std::string& target, absl::Time deadline) {
  absl::Status status = Write(
      absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: ", host_,
                   "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                   "Sec-WebSocket-Key: ", kKey, "\r\n\r\n"),
      deadline);
  std::size_t end = std::string::npos;
  while (status.ok() && (end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kMostHeaderBytes) {
      return absl::FailedPreconditionError("the answer is not of HTTP");
    }
    status = Fill(buffer_.size() + 1, deadline);
  }
  if (!status.ok()) return status;
  const std::string head = buffer_.substr(0, end);
  if (!absl::StartsWith(head, "HTTP/1.1 101 ")) {
    return absl::FailedPreconditionError(absl::StrCat("the answer to the upgrade is \"",
                                                      head.substr(0, head.find("\r\n")), "\"",
                                                      ReadBody(head, deadline)));
  }
  if (!absl::StrContains(head, kAccept)) {
    return absl::FailedPreconditionError("the answer to the upgrade is not of a WebSocket server");
  }
  buffer_.erase(0, end + 4);
  return absl::OkStatus();
}

std::string WebSocket::ReadBody(const std::string& head, absl::Time deadline) {
  const std::string name = "\r\ncontent-length:";
  const std::size_t at = absl::AsciiStrToLower(head).find(name);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size();
  std::size_t size = 0;
  if (!absl::SimpleAtoi(head.substr(begin, head.find("\r\n", begin) - begin), &size) ||
      size > kMostHeaderBytes) {
    return "";
  }
  const std::size_t body = head.size() + 4;
  if (!Fill(body + size, deadline).ok()) return "";
  return absl::StrCat(" ", absl::StrReplaceAll(buffer_.substr(body, size), {{"\n", " "}}));
}

absl::Status WebSocket::Send(absl::string_view text, absl::Time deadline) {
  return SendFrame(kText, text, deadline);
}

absl::Status WebSocket::SendFrame(int opcode, absl::string_view content, absl::Time deadline) {
  constexpr char kMasked = '\x80';
  std::string frame(1, static_cast<char>(0x80 | opcode));
  if (content.size() < 126) {
    frame.push_back(static_cast<char>(kMasked | static_cast<char>(content.size())));
  } else if (content.size() <= 0xffff) {
    frame.push_back(static_cast<char>(kMasked | 126));
    frame.push_back(static_cast<char>(content.size() >> 8));
    frame.push_back(static_cast<char>(content.size()));
  } else {
    return absl::InvalidArgumentError("the message is larger than 65,535 bytes");
  }
  // A mask of zeros leaves the content as it is.
  frame.append(4, '\0');
  return Write(absl::StrCat(frame, content), deadline);
}

absl::StatusOr<std::string> WebSocket::Receive(absl::Time deadline) {
  for (;;) {
    if (absl::Status head = Fill(2, deadline); !head.ok()) return head;
    const int opcode = ByteAt(buffer_, 0) & 0x0f;
    std::uint64_t size = ByteAt(buffer_, 1) & 0x7f;
    const std::size_t length_bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (absl::Status length = Fill(2 + length_bytes, deadline); !length.ok()) return length;
    if (length_bytes > 0) size = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) size = size << 8 | ByteAt(buffer_, 2 + i);
    if (size > kMostBytes) return absl::UnavailableError("a message is larger than 16 MiB");
    const std::size_t header = 2 + length_bytes;
    if (absl::Status content = Fill(header + size, deadline); !content.ok()) return content;
    std::string content = buffer_.substr(header, size);
    buffer_.erase(0, header + size);
    if (opcode == kText) return content;
    if (opcode == kClose) return Closed(content);
    if (opcode != kPing) continue;
    if (absl::Status pong = SendFrame(kPong, content, deadline); !pong.ok()) return pong;
  }
}

absl::Status WebSocket::Write(absl::string_view bytes, absl::Time deadline) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK) {
      bytes.remove_prefix(sent);
      continue;
    }
    if (code != CURLE_AGAIN) return absl::UnavailableError(curl_easy_strerror(code));
    if (absl::Status ready = Await(POLLOUT, deadline); !ready.ok()) return ready;
  }
  return absl::OkStatus();
}

absl::Status WebSocket::Fill(std::size_t bytes, absl::Time deadline) {
  while (buffer_.size() < bytes) {
    char chunk[16384];
    std::size_t size = 0;
    const CURLcode code = curl_easy_recv(easy_.get(), chunk, sizeof chunk, &size);
    if (code == CURLE_OK && size == 0) {
      return absl::UnavailableError("the edge ended the connection");
    }
    if (code == CURLE_OK) {
      buffer_.append(chunk, size);
      continue;
    }
    if (code != CURLE_AGAIN) return absl::UnavailableError(curl_easy_strerror(code));
    if (absl::Status ready = Await(POLLIN, deadline); !ready.ok()) return ready;
  }
  return absl::OkStatus();
}

absl::Status WebSocket::Await(short events, absl::Time deadline) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
  pollfd waited{.fd = socket, .events = events, .revents = 0};
  const int ready = poll(&waited, 1, static_cast<int>(MillisUntil(deadline)));
  if (ready == 0) return Late();
  if (ready < 0 && errno != EINTR) return absl::UnavailableError("cannot wait for the connection");
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
