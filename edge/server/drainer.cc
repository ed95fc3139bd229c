#include "edge/server/drainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/time/clock.h"
#include "edge/server/loop_timer.h"

namespace lossy::edge {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// The part of the time until the deadline in which the drainer asks all clients to leave. They
// disconnect in the rest.
constexpr double kAskingPart = 0.75;

}  // namespace

struct Drainer::Timer : LoopTimer {
  using LoopTimer::basic_waitable_timer;
};

Drainer::Drainer(asio::io_context& loop, const ServerLimits& limits, LongpollSessions& sessions)
    : limits_(limits), sessions_(sessions), timer_(std::make_unique<Timer>(loop.get_executor())) {}

Drainer::~Drainer() = default;

void Drainer::Begin(Streams streams, absl::Time deadline) {
  begun_ = true;
  deadline_ = deadline;
  waiting_ = std::move(streams);
  std::shuffle(waiting_.begin(), waiting_.end(), random_);
  AskSome();
}

std::size_t Drainer::Batch(std::size_t size) const {
  const double rounds =
      absl::FDivDuration((deadline_ - base::SteadyNow()) * kAskingPart, limits_.drain_interval);
  const double needed = std::ceil(static_cast<double>(size) / std::max(rounds, 1.0));
  return std::min(std::max(limits_.drain_batch, static_cast<std::size_t>(needed)), size);
}

void Drainer::AskSome() {
  sessions_.Drain(Batch(sessions_.size()));
  const auto batch = waiting_.end() - static_cast<std::ptrdiff_t>(Batch(waiting_.size()));
  busy_.insert(busy_.end(), batch, waiting_.end());
  waiting_.erase(batch, waiting_.end());
  busy_.erase(std::remove_if(busy_.begin(), busy_.end(),
                             [](const auto& stream) {
                               StreamSession* const session = stream->session();
                               return session == nullptr || session->Drain();
                             }),
              busy_.end());
  if (waiting_.empty() && busy_.empty() && sessions_.ended()) return;
  const absl::Duration pause = limits_.drain_interval * absl::Uniform(random_, 0.5, 1.5);
  timer_->expires_after(absl::ToChronoNanoseconds(pause));
  timer_->async_wait([this](error_code error) {
    if (!error) AskSome();
  });
}

}  // namespace lossy::edge
