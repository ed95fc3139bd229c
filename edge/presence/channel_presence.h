#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/text/shared_text.h"
#include "edge/metrics/presence_metrics.h"
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

// One client's presence on a channel topic (Phoenix Presence). The client leaves when the handle is
// destroyed. Belongs to the thread of its ChannelPresence.
class PresenceHandle : public ClientList<PresenceHandle>::Hook {
 public:
  // The channel. It is called on the thread of the ChannelPresence.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Must push presence_state with the payload `json` to the client.
    virtual void OnPresenceState(const std::string& json) = 0;
  };

  struct Request {
    base::SharedText channel_topic;
    std::string key;        // Groups the presences of one user in presence_state: the user id.
    std::string device_id;  // Part of the metadata that clients receive.
    // True if the client receives an update of metadata as such. Otherwise it receives a leave and
    // a join, as in Phoenix.
    bool updates = false;
    Serializer serializer;
    Transport* transport;  // Must outlive the handle.
  };

  ~PresenceHandle();

  Transport& transport() const { return *request_.transport; }

  // Replaces the client's own metadata by a JSON object, which kJsonPadding readable bytes must
  // follow. Before it returns, it sends the change to all clients of this thread that have received
  // presence_state. Returns INVALID_ARGUMENT if `json` is not a JSON object, or is larger than
  // ChannelPresence::Options::max_meta_bytes.
  absl::Status Update(absl::string_view json);

 private:
  friend class ChannelPresence;
  struct Topic;
  using Group = BroadcastGroup<PresenceHandle>;

  PresenceHandle(ChannelPresence& presence, Topic& topic, Group& group, Request request,
                 Listener& listener);

  ChannelPresence& presence_;
  Topic& topic_;
  Group& group_;
  const Request request_;
  Listener& listener_;
  const absl::Time online_at_;
  std::string ref_;  // The ref of the current Presence; empty if there is none.
};

// Tracks the presences on channel topics for the clients of one thread. Not thread-safe.
//
// Each client receives presence_state once, then a presence_diff with its own join, and then each
// later change as presence_diff. The state includes all earlier changes, and no diff precedes it.
// All changes within one iteration of the event loop form one diff. The diff is encoded once for
// each BroadcastGroup.
//
// The clients of this thread receive each other's changes even while the notifications service is
// unavailable.
class ChannelPresence final : public PresenceWatcher {
 public:
  struct Options {
    std::size_t max_meta_bytes = 1 << 10;  // The largest JSON of a client's own metadata.
    // The time that a presence stays after the service has lost it. It must be longer than another
    // edge needs to reconnect and track its presences again.
    absl::Duration patience = absl::Seconds(6);
    // The longest time that a client's presence_state waits for an answer of the service.
    absl::Duration state_limit = absl::Seconds(2);
  };

  // `executor` runs tasks on this thread. The references must outlive the object.
  ChannelPresence(PresenceSource& source, Executor& executor, const Options& options,
                  PresenceMetrics& metrics);
  ~ChannelPresence() override;

  // Adds a client. The listener is called later, never before Join returns. It must outlive the
  // handle, and the ChannelPresence must outlive it, too.
  std::unique_ptr<PresenceHandle> Join(PresenceHandle::Request request,
                                       PresenceHandle::Listener& listener);

  // Ends waits that have reached their limit. Must be called about once a second. `now` is a steady
  // time.
  void Sweep(absl::Time now);

  // PresenceWatcher
  void OnConnected() override;
  void OnLost() override;
  void OnState(const std::string& topic, const Presences& all) override;
  void OnChange(const std::string& topic, const Presences& joined,
                const std::vector<std::string>& left) override;

 private:
  friend class PresenceHandle;
  using Group = PresenceHandle::Group;
  using Topic = PresenceHandle::Topic;

  Topic& FindOrAdd(const base::SharedText& channel_topic);
  Topic* Find(const std::string& name);
  void Leave(PresenceHandle& handle);
  void Track(PresenceHandle& handle, google::protobuf::Struct meta);
  // Posts SendPending, so that it runs at the end of the loop's iteration.
  void ScheduleSend(Topic& topic);
  void SendPending(Topic& topic);
  void SendDiff(Topic& topic);
  void SendState(Topic& topic);
  // Returns the presence_diff with the client's own join, or nullptr if it has no presence.
  EncodedMessagePtr OwnDiff(const PresenceHandle& handle) const;

  PresenceSource& source_;
  Executor& executor_;
  const Options options_;
  PresenceMetrics& metrics_;
  const PresenceCodec codec_;
  PresenceRefs refs_;
  bool connected_ = false;
  absl::flat_hash_map<std::string, std::unique_ptr<Topic>> topics_;  // By "presence:<topic>".
};

}  // namespace lossy::edge
