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

// A client's presence on a channel topic. The client leaves when the handle is destroyed. Belongs
// to the thread of its ChannelPresence.
class PresenceHandle : public ClientList<PresenceHandle>::Hook {
 public:
  // Called on the thread of the ChannelPresence.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Must push presence_state with this payload to the client.
    virtual void OnPresenceState(const std::string& json) = 0;
  };

  struct Request {
    std::string channel_topic;
    std::string key;
    std::string device_id;
    bool updates = false;  // The client receives updates as such, not as a leave and a join.
    Serializer serializer;
    Transport* transport;  // Must outlive the handle.
  };

  ~PresenceHandle();

  Transport& transport() const { return *request_.transport; }

  // Replaces the client's own data by a JSON object, which kJsonPadding bytes must follow. When it
  // returns, every client of this thread that has its state has been sent the change.
  // Invalid_argument if the data is no JSON object, or too large.
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
  std::string ref_;  // Of its presence; empty if it has none.
};

// The presences of channel topics, for the clients of one thread. Not thread-safe.
//
// Each client receives presence_state once, then a presence_diff with its own join, and then each
// later change as presence_diff. The state includes all earlier changes, and no diff comes before
// it. The changes within one iteration of the thread's loop form one diff, which is encoded once
// for each kind of client.
//
// The clients of this thread receive each other's changes at once, even while the service is
// unavailable.
class ChannelPresence final : public PresenceWatcher {
 public:
  struct Options {
    std::size_t max_meta_bytes = 1 << 10;  // Of a client's own data.
    // The time that a presence stays after the service has lost it. Longer than the other edges
    // need to track it again.
    absl::Duration patience = absl::Seconds(6);
    // The longest time that presence_state waits for the service.
    absl::Duration state_limit = absl::Seconds(2);
  };

  // All references must outlive it.
  ChannelPresence(PresenceSource& source, Executor& home, const Options& options,
                  EdgeMetrics& metrics);
  ~ChannelPresence() override;

  // Adds a client. The call of the listener comes later.
  std::unique_ptr<PresenceHandle> Join(PresenceHandle::Request request,
                                       PresenceHandle::Listener& listener);

  // Ends waits that have reached their limit. Must be called about once a second.
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
  Topic* Find(const std::string& name);
  void Leave(PresenceHandle& handle);
  void Track(PresenceHandle& handle, google::protobuf::Struct meta);
  // Sends what is pending at the end of the loop's iteration.
  void ScheduleSend(Topic& topic);
  void SendPending(Topic& topic);
  void SendDiff(Topic& topic);
  void SendState(Topic& topic);
  // Returns the presence_diff with the client's own join, or nullptr if it has no presence.
  EncodedMessagePtr OwnDiff(const PresenceHandle& handle) const;

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
