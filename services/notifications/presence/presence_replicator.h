#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/presence/claim_log.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/remote_replica.h"

namespace lossy::notifications {

// Keeps the presences of all replicas the same: tells the others of this one's claims, and hears of
// theirs. Thread-safe.
class PresenceReplicator final : public Bus::Listener {
 public:
  struct Options {
    // Another replica that says nothing for so long is gone: the leases of its claims begin.
    absl::Duration peer_silence = absl::Seconds(5);
    // The same while the bus is away, and silence says little.
    absl::Duration bus_silence = absl::Seconds(60);
    std::size_t peers = 64;
  };

  // `replica` is a name that no other life of a replica has. All must outlive it.
  PresenceReplicator(const Options& options, std::string replica, Bus& bus, ClaimLog& journal,
                     PresenceTracker& tracker, const base::Clock& clock, PeerMetrics& metrics);

  // To be called when the bus calls it.
  void Start();
  // Tells what is to be told, to the others and, by the tracker's tick, to watchers. To be called
  // every some tens of milliseconds.
  void Tick();
  // Waits until it knows what the others claim, as far as can be told; at most for `limit`.
  void AwaitOthers(absl::Duration limit);
  // The others need not wait for this one. It says nothing any more.
  void Stop();

  void OnMessage(absl::string_view bytes) override;
  void OnBack() override;

 private:
  using Message = bus::v1::PresenceMessage;

  struct Peer {
    std::unique_ptr<RemoteReplica> presences;
    absl::Time heard_at;     // Or when it could have been heard again.
    absl::Time heard_of_at;  // In truth.
  };

  // This replica's state while it is told.
  struct State {
    std::int64_t after;
    std::vector<ClaimLog::Claim> claims;
    std::size_t told = 0;
    int part = 0;
  };

  // Whether leases may end.
  bool TickOthers();

  // mutex_ is held.
  // Whether who does not track again has left: not while the bus is away, unless it is for long,
  // and not just after that.
  bool Hears() const;
  Peer* FindOrAdd(const std::string& replica, absl::Time now);
  void Hear(Peer& peer, const Message& message, absl::Time now);
  void CheckBus(absl::Time now);
  void CheckPeers(absl::Time now);
  bool KnowsOthers() const;
  void TellChanges(const ClaimLog::News& news);
  void TellState();
  void TellStatePart();
  void Ask(absl::Time now);
  void TellAlive(absl::Time now);
  void Send(Message message, std::int64_t sequence);

  const Options options_;
  const std::string replica_;
  Bus& bus_;
  ClaimLog& journal_;
  PresenceTracker& tracker_;
  const base::Clock& clock_;
  PeerMetrics& metrics_;
  std::mutex mutex_;
  std::condition_variable ticked_;
  // The rest is guarded by mutex_.
  absl::btree_map<std::string, Peer> peers_;  // By replica.
  std::int64_t sequence_ = 0;                 // That has been told.
  bool state_wanted_ = false;
  absl::optional<State> state_;
  std::string asked_;  // The replica whose state was asked for last, and when.
  absl::Time asked_at_ = absl::InfinitePast();
  absl::Time alive_at_ = absl::InfinitePast();  // When it was said; long ago if it is to be said.
  // At the last tick.
  absl::Time now_ = absl::InfinitePast();
  bool connected_ = false;
  absl::Time back_at_ = absl::InfinitePast();  // When the bus was back, or this process.
  absl::Time away_at_ = absl::InfinitePast();  // When it was connected last.
  bool stopped_ = false;
};

}  // namespace lossy::notifications
