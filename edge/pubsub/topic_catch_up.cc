#include "edge/pubsub/topic_catch_up.h"

#include <algorithm>
#include <utility>

#include "base/error/error.h"

namespace lossy::edge {
namespace {

absl::Status ServiceUnavailable() {
  return base::Unavailable("live updates are not available right now");
}

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status);
}

}  // namespace

TopicCatchUp::TopicCatchUp(const base::SharedText& topic, const FollowState& state,
                           const CatchUpContext& context)
    : topic_(topic), state_(state), context_(context) {}

void TopicCatchUp::StartAt(absl::optional<Position> position) {
  position_ = std::move(position);
  recent_.reset();
  reading_.reset();
}

bool TopicCatchUp::Advance(Position position) {
  if (!position_ || position_->epoch != position.epoch) {
    StartAt(Position{.epoch = position.epoch, .offset = position.offset - 1});
  }
  if (position.offset <= position_->offset) return false;
  Recent();  // Begins at the position before this event.
  position_ = std::move(position);
  return true;
}

void TopicCatchUp::Add(PublishedEventPtr event) {
  Recent().Add(std::move(event));
  context_.pool.Trim();
}

void TopicCatchUp::Redact(const std::vector<std::string>& mentions) { Recent().Redact(mentions); }

RecentEvents& TopicCatchUp::Recent() {
  if (recent_ == nullptr) recent_ = std::make_unique<RecentEvents>(*position_, context_.pool);
  return *recent_;
}

// Returns the offset after which every event is in memory.
std::int64_t TopicCatchUp::start() const {
  return recent_ == nullptr ? position_->offset : recent_->start();
}

bool TopicCatchUp::Covers(const Position& position) const {
  if (recent_ != nullptr && recent_->MustAsk(position)) return false;
  return position.offset >= start() && position.offset <= position_->offset;
}

// `position` must be covered and in the topic's epoch.
bool TopicCatchUp::Has(const Position& position) const {
  if (recent_ == nullptr) return SameRun(*position_, position);
  return recent_->Has(position, *position_);
}

void TopicCatchUp::Recover(Hub& hub, const Position& after) {
  questions_.push_back({.hub = &hub, .after = after});
  AnswerReady();
}

void TopicCatchUp::Answer(const Question& question, bool complete) {
  MissedEvents missed{.after = question.after, .complete = complete, .position = *position_};
  if (complete && recent_ != nullptr) missed.events = recent_->After(question.after.offset);
  context_.hubs.Recovered(*question.hub, topic_, std::move(missed));
}

void TopicCatchUp::AnswerReady() {
  if (questions_.empty()) return;
  for (Question& question : std::exchange(questions_, {})) {
    const bool same_epoch = question.after.epoch == position_->epoch;
    if (same_epoch && !Covers(question.after)) {
      questions_.push_back(std::move(question));
    } else {
      Answer(question, same_epoch && Has(question.after));
    }
  }
  if (reading_ != nullptr) return;
  const Question* const question = FurthestBehind();
  if (question == nullptr) return;
  if (!state_.live()) return Refuse(ServiceUnavailable());
  reading_ = std::make_unique<Reading>(question->after);
  ReadOn();
}

// Returns the oldest of the questions that only a read can answer, or nullptr if there is none.
const TopicCatchUp::Question* TopicCatchUp::FurthestBehind() const {
  const Question* furthest = nullptr;
  for (const Question& each : questions_) {
    if (each.ahead && each.after.offset > position_->offset) continue;
    if (furthest == nullptr || each.after.offset < furthest->after.offset) furthest = &each;
  }
  return furthest;
}

void TopicCatchUp::ReadOn() {
  reading_->call = context_.reader.Read(
      std::string(topic_.view()), reading_->end,
      [this](const absl::StatusOr<LogReader::Portion>& portion) { OnRead(portion); });
}

void TopicCatchUp::OnRead(const absl::StatusOr<LogReader::Portion>& portion) {
  reading_->call.reset();
  if (!portion.ok()) return OnReadFailed(portion.status());
  Keep(*portion);
  for (Question& each : questions_) each.ahead = each.after.offset <= portion->head;
  const std::int64_t after = reading_->after.offset;
  if (after > std::max(portion->head, position_->offset)) return FailReading();
  if (after <= position_->offset && reading_->end.offset < start()) {
    const bool may_read_on =
        !portion->entries.empty() && reading_->events.size() <= context_.pool.bounds().events;
    return may_read_on ? ReadOn() : FailReading();
  }
  FinishReading();
}

// Keeps the events that come after those that were read before, up to the recent events.
void TopicCatchUp::Keep(const LogReader::Portion& portion) {
  for (const LogReader::Entry& entry : portion.entries) {
    if (entry.position.offset <= reading_->end.offset || entry.position.offset > start()) continue;
    reading_->end = entry.position;
    if (entry.event != nullptr) reading_->events.push_back(entry.event);
  }
}

void TopicCatchUp::FinishReading() {
  if (reading_->after.offset < start() && !Recent().Prepend(reading_->after, reading_->events)) {
    return FailReading();
  }
  if (recent_ != nullptr) recent_->Confirm(reading_->after);
  reading_.reset();
  AnswerReady();
  context_.pool.Trim();
}

void TopicCatchUp::OnReadFailed(const absl::Status& status) {
  if (!IsTransient(status)) return FailReading();
  reading_.reset();
  Refuse(ServiceUnavailable());
}

// Answers that the events of the read are not available, to all questions that need them.
void TopicCatchUp::FailReading() {
  const MissedEvents missed{.after = reading_->after, .position = *position_};
  reading_.reset();
  for (Question& question : std::exchange(questions_, {})) {
    if (missed.Excludes(question.after)) {
      context_.hubs.Recovered(*question.hub, topic_, missed);
    } else {
      questions_.push_back(std::move(question));
    }
  }
  AnswerReady();
}

void TopicCatchUp::Refuse(const absl::Status& status) {
  for (const Question& question : std::exchange(questions_, {})) {
    context_.hubs.RefuseRecovery(*question.hub, topic_, status);
  }
}

void TopicCatchUp::Forget(const Hub& hub) {
  questions_.erase(std::remove_if(questions_.begin(), questions_.end(),
                                  [&](const Question& each) { return each.hub == &hub; }),
                   questions_.end());
}

}  // namespace lossy::edge
