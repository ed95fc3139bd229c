#include "edge/channel/concurrency_limiter.h"

#include "base/error/error.h"

namespace lossy::edge {
namespace {

// What a full line refuses is spread over so long.
constexpr absl::Duration kTurnAway = absl::Seconds(1);

}  // namespace

ConcurrencyLimiter::Place::~Place() {
  if (state_ != State::kInside) {
    admission_.Forget(*this);
    return;
  }
  --admission_.inside_;
  admission_.metrics_.inside.Decrement();
  admission_.FillLater();
}

ConcurrencyLimiter::ConcurrencyLimiter(const AdmissionLimits& limits, Executor& home,
                                       const base::Clock& clock, ConcurrencyMetrics& metrics)
    : limits_(limits), home_(home), clock_(clock), metrics_(metrics) {}

std::unique_ptr<ConcurrencyLimiter::Place> ConcurrencyLimiter::Enter(const std::string& user_id,
                                                                     Guest& guest) {
  std::unique_ptr<Place> place(new Place(*this, guest, clock_.Steady()));
  if (line_.empty() && inside_ < limits_.max_inside) {
    LetIn(*place);
  } else {
    Wait(user_id, *place);
  }
  return place;
}

void ConcurrencyLimiter::Wait(const std::string& user_id, Place& place) {
  absl::Duration patience;
  if (line_.size() < limits_.max_waiting) {
    place.state_ = Place::State::kWaiting;
    place.spot_ = line_.Add(user_id, place);
    metrics_.waiting.Increment();
    patience = limits_.max_wait * absl::Uniform(random_, 0.75, 1.0);
  } else {
    place.state_ = Place::State::kTurnedAway;
    patience = kTurnAway * absl::Uniform(random_, 0.0, 1.0);
  }
  place.deadline_ =
      deadlines_.emplace(std::pair(place.came_ + patience, ++arrivals_), &place).first;
}

void ConcurrencyLimiter::LetIn(Place& place) {
  place.state_ = Place::State::kInside;
  ++inside_;
  metrics_.inside.Increment();
  metrics_.wait_seconds.Observe(absl::ToDoubleSeconds(clock_.Steady() - place.came_));
}

void ConcurrencyLimiter::FillLater() {
  if (filling_ || line_.empty()) return;
  filling_ = true;
  home_.Post([this] { Fill(); });
}

void ConcurrencyLimiter::Fill() {
  filling_ = false;
  while (!line_.empty() && inside_ < limits_.max_inside) {
    Place& place = line_.Pop();
    deadlines_.erase(place.deadline_);
    metrics_.waiting.Decrement();
    LetIn(place);
    place.guest_.OnAdmitted();
  }
}

void ConcurrencyLimiter::Forget(Place& place) {
  if (place.state_ == Place::State::kRefused) return;
  deadlines_.erase(place.deadline_);
  if (place.state_ == Place::State::kTurnedAway) return;
  line_.Remove(place.spot_);
  metrics_.waiting.Decrement();
}

void ConcurrencyLimiter::Tick() {
  const absl::Time now = clock_.Steady();
  while (!deadlines_.empty() && deadlines_.begin()->first.first <= now) {
    Place& place = *deadlines_.begin()->second;
    (place.state_ == Place::State::kTurnedAway ? metrics_.refused_full : metrics_.refused_late)
        .Increment();
    Forget(place);
    place.state_ = Place::State::kRefused;
    place.guest_.OnRefused(Refusal());
  }
}

absl::Status ConcurrencyLimiter::Refusal() {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_UNAVAILABLE);
  error.set_message("too many come at once");
  // A line that was full is empty by then.
  const absl::Duration wait = limits_.max_wait * absl::Uniform(random_, 0.2, 1.0);
  error.set_retry_after_ms(absl::ToInt64Milliseconds(wait) + 1);
  return base::MakeStatus(error);
}

}  // namespace lossy::edge
