#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/text/shared_text.h"
#include "edge/pubsub/follow_state.h"
#include "edge/pubsub/hub_dispatcher.h"
#include "edge/pubsub/log_reader.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events.h"
#include "edge/pubsub/recent_events_pool.h"

namespace lossy::edge {

// The objects that the topics of a feed use. They must outlive the topics.
struct CatchUpContext {
  LogReader& reader;
  HubDispatcher& hubs;
  RecentEventsPool& pool;
};

// Recovers the events of one topic that clients missed. It answers hubs from the topic's recent
// events in memory. It reads older events from the service's log, once for all hubs that ask.
// Events beyond the bounds of the pool cannot be recovered. Belongs to the feed's thread; its
// destructor cancels a read.
class TopicCatchUp {
 public:
  // It reads from the service only while `state` is live. All references must outlive the object.
  TopicCatchUp(const base::SharedText& topic, const FollowState& state,
               const CatchUpContext& context);
  TopicCatchUp(const TopicCatchUp&) = delete;
  TopicCatchUp& operator=(const TopicCatchUp&) = delete;

  // Returns the position of the last event that the stream has carried. Nullopt until StartAt.
  const absl::optional<Position>& position() const { return position_; }

  // Sets position(), and drops all events and the current read. Nullopt: the topic is no longer
  // followed.
  void StartAt(absl::optional<Position> position);

  // Moves position() to that of an event from the stream, which may have a new epoch. Returns false
  // if the stream has carried the event before; the caller must then drop it.
  bool Advance(Position position);
  // Adds the event that position() has advanced to.
  void Add(PublishedEventPtr event);
  // Drops the recent events whose payload contains one of the texts.
  void Redact(const std::vector<std::string>& mentions);

  // Answers the hub with the events after `after`, by HubDispatcher. The answer may wait for a
  // read, or for the stream to reach `after`.
  void Recover(Hub& hub, const Position& after);
  // Answers the waiting hubs that can be answered after the latest event.
  void AnswerReady();
  // Answers all waiting hubs with the error.
  void Refuse(const absl::Status& status);
  // Drop the questions of one hub, or of all hubs, without an answer.
  void Forget(const Hub& hub);
  void ForgetAll() { questions_.clear(); }

 private:
  // A hub that waits for the events after a position.
  struct Question {
    Hub* hub;
    Position after;
    // True if the log has this position and the stream has not reached it yet. The events before it
    // will arrive on the stream.
    bool ahead = false;
  };

  // A read of the events between `after` and the recent events, in one or more calls.
  struct Reading {
    explicit Reading(const Position& after) : after(after), end(after) {}
    ~Reading() {
      if (call != nullptr) call->Cancel();
    }

    const Position after;
    Position end;  // The position of the last event read.
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

  const base::SharedText& topic_;
  const FollowState& state_;
  const CatchUpContext& context_;
  absl::optional<Position> position_;
  std::unique_ptr<RecentEvents> recent_;  // The events up to position_. nullptr before the first.
  std::unique_ptr<Reading> reading_;      // The current read, or nullptr.
  std::vector<Question> questions_;       // The hubs that wait for an answer.
};

}  // namespace lossy::edge
