#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/net/executor.h"
#include "edge/phoenix/serializer.h"
#include "edge/presence/presence_codec.h"
#include "edge/presence/presence_refs.h"
#include "edge/presence/presence_source.h"
#include "edge/pubsub/broadcast_group.h"
#include "edge/pubsub/client_list.h"
#include "edge/transport/encoded_message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

class ChannelPresence;

// A client's place among those who are on a topic; it leaves when this is destroyed. Belongs to the
// board's thread.
class PresenceHandle : public ClientList<PresenceHandle>::Hook {
 public:
  // Who is told, on the board's thread, that it is time to push presence_state.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void OnPresenceState(const std::string& json) = 0;
  };

  struct Request {
    std::string channel_topic;
    std::string key;
    std::string device_id;
    bool updates = false;  // Whether the client wants updates told as such.
    Serializer serializer;
    Transport* transport;  // Outlives the place.
  };

  ~PresenceHandle();

  Transport& transport() const { return *request_.transport; }

  // Takes what the client says of itself, a JSON object followed by kJsonPadding bytes, in place of
  // what it said before. All on the thread that have their state have been sent the change when it
  // returns.
  // Invalid_argument if it is no such object or too large.
  absl::Status Update(absl::string_view json);

 private:
  friend class ChannelPresence;
  struct Topic;
  using Group = BroadcastGroup<PresenceHandle>;

  PresenceHandle(ChannelPresence& board, Topic& topic, Group& group, Request request,
                 Listener& listener);

  ChannelPresence& board_;
  Topic& topic_;
  Group& group_;
  const Request request_;
  Listener& listener_;
  const absl::Time online_at_;
  std::string ref_;  // Of its presence; empty when it has none.
};

// Who is on which topic, for the clients of one thread. Each is pushed presence_state once, then
// the presence_diff with its own join, and every later change as presence_diff. It gets no diff
// before its state, which has all earlier changes. Changes within one turn of the thread are one
// diff, encoded once for each kind of client. Not thread-safe.
//
// What this thread's clients do is told to its clients at once, whether or not the service can be
// reached.
class ChannelPresence final : public PresenceWatcher {
 public:
  struct Options {
    std::size_t max_meta_bytes = 1 << 10;  // Of what a client says of itself.
    // How long a presence that the service has forgotten may stay: longer than the other edges need
    // to tell it again.
    absl::Duration patience = absl::Seconds(6);
    // How long presence_state waits for the service.
    absl::Duration state_limit = absl::Seconds(2);
  };

  // All references must outlive it.
  ChannelPresence(PresenceSource& source, Executor& home, const Options& options,
                  EdgeMetrics& metrics);
  ~ChannelPresence() override;

  // The listener is told of the state later.
  std::unique_ptr<PresenceHandle> Join(PresenceHandle::Request request,
                                       PresenceHandle::Listener& listener);

  // Ends what has waited too long; to be called about once a second.
  void Sweep(absl::Time now);

  // For the source.
  void OnConnected() override;
  void OnLost() override;
  void OnState(const std::string& topic, const Presences& all) override;
  void OnChange(const std::string& topic, const Presences& joined,
                const std::vector<std::string>& left) override;

 private:
  friend class PresenceHandle;
  using Group = PresenceHandle::Group;
  using Topic = PresenceHandle::Topic;

  Topic& FindOrAdd(const std::string& channel_topic);
  void Leave(PresenceHandle& place);
  void Track(PresenceHandle& place, google::protobuf::Struct meta);
  // Tells the clients at the end of the turn.
  void TellSoon(Topic& topic);
  void Tell(Topic& topic);
  void TellNews(Topic& topic);
  void TellState(Topic& topic);
  // The presence_diff with the client's own join. Nullptr: it has no presence.
  EncodedMessagePtr OwnDiff(const PresenceHandle& place) const;

  PresenceSource& source_;
  Executor& home_;
  const Options options_;
  EdgeMetrics& metrics_;
  const PresenceCodec codec_;
  PresenceRefs refs_;
  bool connected_ = false;
  absl::flat_hash_map<std::string, std::unique_ptr<Topic>> topics_;  // By the name at the service.
};

}  // namespace lossy::edge
