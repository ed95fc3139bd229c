#include "edge/control/socket_control.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/metrics/add_metric.h"
#include "base/sockets/sockets_topic.h"
#include "base/time/clock.h"

namespace lossy::edge {
namespace {

using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kPause = absl::Milliseconds(200);
constexpr absl::Duration kReadLimit = absl::Seconds(5);
constexpr int kReadEvents = 1000;

prometheus::Gauge& Connected(prometheus::Registry& registry) {
  return base::AddGauge(registry, "lossy_edge_control_connected",
                        "1 while the edge receives disconnects and revocations, else 0");
}

}  // namespace

SocketControl::SocketControl(Upstream& upstream, std::function<CallContext()> make_context,
                             const NotificationsStream::Options& options,
                             prometheus::Registry& registry, OnCommand on_command)
    : upstream_(upstream),
      make_context_(make_context),
      on_command_(std::move(on_command)),
      read_{.path = absl::StrCat("/", NotificationsStream::kService, "/Read"),
            .service = NotificationsStream::kService,
            .name = "Read"},
      stream_({.name = "sockets",
               .make_context = std::move(make_context),
               .options = options,
               .connected = Connected(registry)},
              upstream, thread_, *this),
      thread_([this] { return DoDueWork(); }) {}

SocketControl::~SocketControl() { Stop(); }

void SocketControl::Stop() { thread_.Stop(); }

absl::Time SocketControl::DoDueWork() {
  const absl::Time next_call = stream_.Tick();
  if (base::SteadyNow() >= read_at_) Read();
  return std::min(next_call, read_at_);
}

void SocketControl::OnOpened() {
  SubscribeRequest request;
  request.mutable_subscribe()->set_topic(base::kSocketsTopic);
  if (position_) *request.mutable_subscribe()->mutable_after() = *position_;
  stream_.Send(std::move(request));
}

void SocketControl::OnLost() {
  subscribed_ = false;
  UpdateReady();
}

void SocketControl::OnResponse(const SubscribeResponse& response) {
  if (response.has_subscribed()) {
    OnSubscribed(response.subscribed());
  } else if (response.has_event()) {
    position_ = response.event().position();
    PassOn(response.event(), /*past=*/false);
  } else if (response.has_refused()) {
    // The log may not be ready yet. A new stream tries again, so that the edge receives commands.
    stream_.Break(base::MakeStatus(response.refused().error()));
  }
}

void SocketControl::OnSubscribed(const SubscribeResponse::Subscribed& subscribed) {
  position_ = subscribed.position();
  subscribed_ = true;
  if (!subscribed.recovered()) ReadAll();
  UpdateReady();
}

void SocketControl::ReadAll() {
  complete_ = false;
  UpdateReady();
  read_to_.reset();
  Read();
}

// A command has the same effect when it is received twice, so events may be read again.
void SocketControl::Read() {
  read_at_ = absl::InfiniteFuture();
  if (reading_ != nullptr) reading_->Cancel();
  notifications::v1::ReadRequest request;
  request.set_topic(base::kSocketsTopic);
  if (read_to_) *request.mutable_after() = *read_to_;
  request.set_limit(kReadEvents);
  CallContext context = make_context_();
  context.limit = kReadLimit;
  reading_ = upstream_.Call(read_, request.SerializeAsString(), context, thread_,
                            [this](const absl::Status& status, absl::string_view response) {
                              if (status.ok()) return OnRead(response);
                              ReadAgain(status.message());
                            });
}

void SocketControl::OnRead(absl::string_view bytes) {
  notifications::v1::ReadResponse response;
  if (!response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return ReadAgain("not a ReadResponse");
  }
  // Either the stream will report the new epoch, or the replica that was read is behind.
  if (response.head().epoch() != position_->epoch()) return ReadAgain("another epoch");
  for (const notifications::v1::Event& event : response.events()) PassOn(event, /*past=*/true);
  if (!response.events().empty()) read_to_ = response.events().rbegin()->position();
  // A first answer without events means that the log is empty.
  const bool all =
      read_to_ ? read_to_->offset() >= response.head().offset() : response.events().empty();
  if (all) {
    complete_ = true;
    return UpdateReady();
  }
  if (response.events().empty()) return ReadAgain("events are missing");
  Read();
}

// The next Read starts at the beginning, because the log may have a new epoch or may have dropped
// the position.
void SocketControl::ReadAgain(absl::string_view problem) {
  base::Log(base::LogLevel::kWarning, "sockets_read_failed", {{"problem", problem}});
  read_to_.reset();
  read_at_ = base::SteadyNow() + kPause;
}

void SocketControl::PassOn(const notifications::v1::Event& event, bool past) const {
  channel::v1::SocketEvent socket_event;
  if (event.event().UnpackTo(&socket_event)) on_command_(socket_event, past);
}

}  // namespace lossy::edge
