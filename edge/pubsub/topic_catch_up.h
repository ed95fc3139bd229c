#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "edge/pubsub/follow_state.h"
#include "edge/pubsub/hub_dispatcher.h"
#include "edge/pubsub/log_reader.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events.h"
#include "edge/pubsub/recent_events_pool.h"

namespace lossy::edge {

// Gives hubs the events of one topic that their clients missed. It keeps the topic's recent events,
// and reads older ones from the service's log, once for all hubs that ask. Events beyond the bounds
// of the pool cannot be recovered. Belongs to the feed's thread; its destruction cancels a read.
class TopicCatchUp {
 public:
  // `state` tells whether the topic is live: the service is asked only while it is. All must
  // outlive it.
  TopicCatchUp(const std::string& topic, const FollowState& state, LogReader& reader,
               HubDispatcher& hubs, RecentEventsPool& pool);
  TopicCatchUp(const TopicCatchUp&) = delete;
  TopicCatchUp& operator=(const TopicCatchUp&) = delete;

  // The position of the last event of the stream. Nullopt until StartAt.
  const absl::optional<Position>& position() const { return position_; }

  // Drops all events: the next one comes after `position`. Nullopt if the topic is not followed.
  void StartAt(absl::optional<Position> position);

  // Moves position() to that of the next event, possibly of a new epoch. Returns false if the
  // stream has carried the event before.
  bool Advance(Position position);
  // Adds the event that position() has advanced to.
  void Add(PublishedEventPtr event);
  // Drops the recent events with one of the texts in their payload.
  void Redact(const std::vector<std::string>& mentions);

  // Answers the hub with the events after `after`: now, after a read, or when they have arrived.
  void Recover(Hub& hub, const Position& after);
  // Answers the hubs that the latest event allows to answer.
  void AnswerReady();
  // Answers all hubs that wait with the status.
  void Refuse(const absl::Status& status);
  // Drops the questions of one hub, or of all, without an answer.
  void Forget(const Hub& hub);
  void ForgetAll() { questions_.clear(); }

 private:
  // A hub that waits for the events after a position.
  struct Question {
    Hub* hub;
    Position after;
    // The log has this position, which the stream has not reached: its events are about to come.
    bool ahead = false;
  };

  // A read of the events between `after` and the recent ones, in one or more calls.
  struct Reading {
    explicit Reading(const Position& after) : after(after), end(after) {}
    ~Reading() {
      if (call != nullptr) call->Cancel();
    }

    const Position after;
    Position end;  // Of the last event read.
    std::vector<PublishedEventPtr> events;
    std::shared_ptr<UpstreamCall> call;
  };

  std::int64_t start() const;
  bool Covers(const Position& position) const;
  bool Has(const Position& position) const;
  RecentEvents& Recent();
  void Answer(const Question& question, bool complete);
  const Question* FurthestBehind() const;
  void ReadOn();
  void OnRead(const absl::StatusOr<LogReader::Portion>& portion);
  void OnReadFailed(const absl::Status& status);
  void Keep(const LogReader::Portion& portion);
  void FailReading();
  void FinishReading();

  const std::string& topic_;
  const FollowState& state_;
  LogReader& reader_;
  HubDispatcher& hubs_;
  RecentEventsPool& pool_;
  absl::optional<Position> position_;
  std::unique_ptr<RecentEvents> recent_;  // Up to the position; nullptr before the first event.
  std::unique_ptr<Reading> reading_;
  std::vector<Question> questions_;
};

}  // namespace lossy::edge
