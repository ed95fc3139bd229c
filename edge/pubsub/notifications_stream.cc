#include "edge/pubsub/notifications_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"

namespace lossy::edge {

using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

namespace {

// The bounds of a message with several requests.
constexpr int kMostRequests = 1000;
constexpr std::size_t kMostBytes = 64 << 10;

}  // namespace

NotificationsStream::NotificationsStream(Setup setup, Upstream& upstream, Executor& executor,
                                         Listener& listener)
    : setup_(std::move(setup)),
      upstream_(upstream),
      executor_(executor),
      listener_(listener),
      subscribe_{.path = absl::StrCat("/", kService, "/Subscribe"),
                 .service = kService,
                 .name = "Subscribe"} {}

NotificationsStream::~NotificationsStream() { Close(); }

void NotificationsStream::Close() {
  if (stream_ != nullptr) stream_->Finish(absl::ZeroDuration());
  stream_.reset();
  next_attempt_ = absl::InfiniteFuture();
}

absl::Time NotificationsStream::Tick() {
  if (stream_ != nullptr) {
    Flush();
    return absl::InfiniteFuture();
  }
  const absl::Time now = base::SteadyNow();
  if (now < next_attempt_) return next_attempt_;
  opened_at_ = now;
  answered_ = false;
  stream_ = upstream_.Open(subscribe_, setup_.make_context(), executor_, *this);
  listener_.OnOpened();
  Flush();
  return absl::InfiniteFuture();
}

void NotificationsStream::Send(SubscribeRequest request) {
  waiting_bytes_ += request.ByteSizeLong();
  *waiting_.mutable_batch()->add_requests() = std::move(request);
  const bool full =
      waiting_.batch().requests_size() >= batch_requests_ || waiting_bytes_ >= kMostBytes;
  if (full) Flush();
}

void NotificationsStream::Flush() {
  const SubscribeRequest waiting = std::exchange(waiting_, {});
  waiting_bytes_ = 0;
  const auto& requests = waiting.batch().requests();
  if (requests.empty()) return;
  const SubscribeRequest& message = requests.size() == 1 ? requests[0] : waiting;
  if (stream_->Send(message.SerializeAsString())) return;
  // A service that does not read its requests cannot answer them.
  Break(absl::ResourceExhaustedError("too many bytes wait to be sent"));
}

void NotificationsStream::Break(const absl::Status& reason) {
  executor_.Post(
      [this, stream = stream_, code = reason.code(), why = std::string(reason.message())] {
        if (stream_ != stream) return;
        stream->Finish(absl::ZeroDuration());
        OnEnd(absl::Status(code, why));
      });
}

void NotificationsStream::OnMessage(absl::string_view message) {
  SubscribeResponse response;
  if (!response.ParseFromArray(message.data(), static_cast<int>(message.size()))) return;
  if (!connected_.exchange(true)) {
    base::Log(base::LogLevel::kInfo, "feed_connected", {{"feed", setup_.name}});
    setup_.connected.Set(1);
  }
  answered_ = true;
  if (!response.has_batch()) return Receive(response);
  for (const SubscribeResponse& each : response.batch().responses()) Receive(each);
}

void NotificationsStream::Receive(const SubscribeResponse& response) {
  if (response.batch_requests() > 0) {
    batch_requests_ = std::min(response.batch_requests(), kMostRequests);
  }
  listener_.OnResponse(response);
}

void NotificationsStream::OnEnd(const absl::Status& status) {
  stream_.reset();
  waiting_.Clear();
  waiting_bytes_ = 0;
  batch_requests_ = 1;
  if (connected_.exchange(false)) {
    base::Log(base::LogLevel::kWarning, "feed_lost",
              {{"feed", setup_.name}, {"problem", status.message()}});
  } else {
    LogFailure(status);
  }
  setup_.connected.Set(0);
  const absl::Time now = base::SteadyNow();
  const base::Backoff pauses{.first = setup_.options.first_pause,
                             .longest = setup_.options.longest_pause};
  failures_ = now - opened_at_ >= pauses.longest ? 1 : failures_ + 1;
  next_attempt_ = now + base::Jitter(pauses.After(failures_), /*least=*/0.5, random_);
  listener_.OnLost();
}

// Reports a call without an answer: the service is unavailable, or refuses this process.
void NotificationsStream::LogFailure(const absl::Status& status) {
  const absl::optional<std::int64_t> times = failure_log_.Pass();
  if (!times.has_value()) return;
  base::Log(base::LogLevel::kWarning, "feed_not_connected",
            {{"feed", setup_.name},
             {"code", absl::StatusCodeToString(status.code())},
             {"problem", status.message()},
             {"times", *times}});
}

}  // namespace lossy::edge
