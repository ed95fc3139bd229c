#include "tests/load/herd_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/time/clock.h"

namespace lossy::load {
namespace {

// Of the stock client.
constexpr int kReconnectMs[] = {10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000};
constexpr int kRejoinMs[] = {1000, 2000, 5000, 10000};
constexpr absl::Duration kJoinPatience = absl::Seconds(10);
constexpr absl::Duration kEventPause = absl::Milliseconds(5);

template <std::size_t size>
absl::Duration Step(const int (&steps)[size], int tries) {
  return absl::Milliseconds(steps[std::min(tries, static_cast<int>(size) - 1)]);
}

std::string Unquoted(absl::string_view text) {
  return std::string(absl::StripSuffix(absl::StripPrefix(text, "\""), "\""));
}

std::string ReasonIn(absl::string_view text) {
  constexpr absl::string_view kKey = "\"reason\":\"";
  const std::size_t at = text.find(kKey);
  if (at == absl::string_view::npos) return "none";
  text.remove_prefix(at + kKey.size());
  return std::string(text.substr(0, text.find('"')));
}

}  // namespace

HerdClient::HerdClient(Options options, int epoll, Timers& timers, HerdRecord& record)
    : options_(std::move(options)),
      epoll_(epoll),
      timers_(timers),
      record_(record),
      topics_(options_.topics.size()) {}

void HerdClient::Connect() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  stream_ = std::make_unique<ClientStream>(socket, options_.tls);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  epoll_event interest{.events = EPOLLIN | EPOLLOUT, .data = {.ptr = this}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &interest);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

void HerdClient::OnReady(std::uint32_t events) {
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return Lose();
  if ((events & EPOLLOUT) != 0) {
    epoll_event interest{.events = EPOLLIN, .data = {.ptr = this}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, stream_->socket(), &interest);
  }
  if (!secured_) return ShakeHands();
  if ((events & EPOLLIN) == 0) return;
  char chunk[16384];
  const std::ptrdiff_t size = stream_->Read(chunk, sizeof chunk);
  if (size == ClientStream::kBlocked) return;
  if (size == ClientStream::kEnded) return Lose();
  in_.append(chunk, static_cast<std::size_t>(size));
  ReadFrames();
}

// The messages of a client in a handshake fit into the socket, so it waits for the server alone.
void HerdClient::ShakeHands() {
  const std::ptrdiff_t result = stream_->Handshake();
  if (result == ClientStream::kBlocked) return;
  if (result == ClientStream::kEnded) return Lose();
  secured_ = true;
  Write(absl::StrCat("GET ", options_.target,
                     " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n",
                     "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
}

void HerdClient::Lose() {
  stream_.reset();
  secured_ = false;
  ++record_.lost_connections;
  ++life_;
  upgraded_ = false;
  in_.clear();
  joined_ = 0;
  event_ref_.clear();
  std::fill(topics_.begin(), topics_.end(), Topic());
  timers_.After(Step(kReconnectMs, tries_++), [this] { Connect(); });
}

void HerdClient::ReadFrames() {
  if (!upgraded_) {
    const std::size_t end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (!absl::StartsWith(in_, "HTTP/1.1 101")) return Lose();
    in_.erase(0, end + 4);
    upgraded_ = true;
    tries_ = 0;
    for (std::size_t topic = 0; topic < topics_.size(); ++topic) Join(topic);
  }
  const int life = life_;
  while (life == life_ && in_.size() >= 2) {
    std::size_t header = 2;
    std::size_t size = static_cast<unsigned char>(in_[1]);
    if (size == 126) {
      if (in_.size() < 4) return;
      header = 4;
      size = static_cast<unsigned char>(in_[2]) << 8 | static_cast<unsigned char>(in_[3]);
    }
    if (in_.size() < header + size) return;
    const bool is_text = (in_[0] & 0x0f) == 1;
    const std::string text = in_.substr(header, size);
    in_.erase(0, header + size);
    if (is_text) OnText(text);
  }
}

void HerdClient::OnText(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(',', 4));
  if (parts.size() < 5 || parts[3] != "\"phx_reply\"") return;
  const std::string ref = Unquoted(parts[1]);
  const bool ok = absl::StartsWith(parts[4], "{\"status\":\"ok\"");
  if (ref == event_ref_) {
    event_ref_.clear();
    record_.events.push_back(base::SteadyNow() - event_asked_);
    if (!ok) ++record_.failed_events[ReasonIn(parts[4])];
    timers_.After(kEventPause, [this, life = life_] {
      if (life == life_) PushEvent();
    });
  }
  for (std::size_t topic = 0; topic < topics_.size(); ++topic) {
    if (topics_[topic].ref == ref) return OnJoinReply(topic, ok, ok ? "" : ReasonIn(parts[4]));
  }
}

void HerdClient::OnJoinReply(std::size_t topic, bool ok, const std::string& reason) {
  Topic& joined = topics_[topic];
  joined.ref.clear();
  if (!ok) {
    ++record_.refused[reason];
    return JoinLater(topic);
  }
  record_.joins.push_back(base::SteadyNow() - joined.asked);
  joined.joined = true;
  if (++joined_ < topics_.size()) return;
  joined_at_ = base::SteadyNow();
  if (!options_.event.empty()) PushEvent();
}

void HerdClient::Join(std::size_t topic) {
  Topic& joined = topics_[topic];
  joined.ref = absl::StrCat(++refs_);
  joined.asked = base::SteadyNow();
  Send(absl::StrCat("[\"", joined.ref, "\",\"", joined.ref, "\",\"", options_.topics[topic],
                    "\",\"phx_join\",{}]"));
  timers_.After(kJoinPatience, [this, topic, life = life_, ref = joined.ref] {
    if (life != life_ || topics_[topic].ref != ref) return;
    ++record_.refused["no answer"];
    JoinLater(topic);
  });
}

void HerdClient::JoinLater(std::size_t topic) {
  timers_.After(Step(kRejoinMs, topics_[topic].refusals++), [this, topic, life = life_] {
    if (life == life_) Join(topic);
  });
}

void HerdClient::PushEvent() {
  event_ref_ = absl::StrCat(++refs_);
  event_asked_ = base::SteadyNow();
  Send(absl::StrCat("[null,\"", event_ref_, "\",\"", options_.topics[0], "\",", options_.event,
                    "]"));
}

void HerdClient::Send(absl::string_view text) {
  std::string frame = "\x81";
  if (text.size() < 126) {
    frame.push_back(static_cast<char>(0x80 | text.size()));
  } else {
    frame.push_back(static_cast<char>(0x80 | 126));
    frame.push_back(static_cast<char>(text.size() >> 8));
    frame.push_back(static_cast<char>(text.size()));
  }
  frame.append(4, '\0');  // A mask of zeros is a mask.
  absl::StrAppend(&frame, text);
  Write(frame);
}

// Loopback takes what so few messages are; a lost connection is noticed when it is read.
void HerdClient::Write(absl::string_view bytes) { stream_->Write(bytes); }

}  // namespace lossy::load
