#include "edge/pubsub/notifications_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/log/log.h"
#include "base/retry/backoff.h"
#include "base/time/clock.h"

namespace lossy::edge {

using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

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
  if (stream_ != nullptr) return absl::InfiniteFuture();
  const absl::Time now = base::SteadyNow();
  if (now < next_attempt_) return next_attempt_;
  opened_at_ = now;
  answered_ = false;
  stream_ = upstream_.Open(subscribe_, setup_.make_context(), executor_, *this);
  listener_.OnOpened();
  return absl::InfiniteFuture();
}

void NotificationsStream::Send(const SubscribeRequest& request) {
  if (stream_->Send(request.SerializeAsString())) return;
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
  listener_.OnResponse(response);
}

void NotificationsStream::OnEnd(const absl::Status& status) {
  stream_.reset();
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
