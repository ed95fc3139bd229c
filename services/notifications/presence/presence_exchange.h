#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/metrics.h"
#include "services/notifications/presence/presence_journal.h"
#include "services/notifications/presence/presence_peer.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {

// Keeps the presences of all replicas the same: tells the others of this one's claims, and hears of
// theirs. Thread-safe.
class PresenceExchange final : public Bus::Listener {
 public:
  struct Options {
    // Another replica that says nothing for so long is gone: the leases of its claims begin.
    absl::Duration peer_silence = absl::Seconds(5);
    // The same while the bus is away, and silence says little.
    absl::Duration bus_silence = absl::Seconds(60);
    std::size_t peers = 64;
  };

  // `replica` is a name that no other life of a replica has. All must outlive it.
  PresenceExchange(const Options& options, std::string replica, Bus& bus, PresenceJournal& journal,
                   PresenceTracker& tracker, const base::Clock& clock, PeerMetrics& metrics);

  // To be called when the bus calls it.
  void Start();
  // Tells what is to be told. To be called every some tens of milliseconds.
  void Tick();
  // The others need not wait for this one. It says nothing any more.
  void Stop();

  void OnMessage(absl::string_view bytes) override;
  void OnBack() override;

 private:
  using Message = bus::v1::PresenceMessage;

  struct Peer {
    std::unique_ptr<PresencePeer> presences;
    absl::Time heard_at;
  };

  // This replica's state while it is told.
  struct State {
    std::int64_t after;
    std::vector<PresenceJournal::Claim> claims;
    std::size_t told = 0;
    int part = 0;
  };

  // mutex_ is held.
  Peer* FindOrAdd(const std::string& replica, absl::Time now);
  void Hear(Peer& peer, const Message& message, absl::Time now);
  void CheckPeers(absl::Time now);
  void TellChanges(const PresenceJournal::News& news);
  void TellState();
  void TellStatePart();
  void Ask(absl::Time now);
  void TellAlive(absl::Time now);
  void Send(Message message, std::int64_t sequence);

  const Options options_;
  const std::string replica_;
  Bus& bus_;
  PresenceJournal& journal_;
  PresenceTracker& tracker_;
  const base::Clock& clock_;
  PeerMetrics& metrics_;
  std::mutex mutex_;
  // The rest is guarded by mutex_.
  absl::flat_hash_map<std::string, Peer> peers_;  // By replica.
  std::int64_t sequence_ = 0;                     // That has been told.
  bool state_wanted_ = false;
  absl::optional<State> state_;
  absl::Time alive_at_ = absl::InfinitePast();  // When it is to be said again.
  absl::Time ticked_at_ = absl::InfinitePast();
  bool connected_ = false;  // At that time.
  bool stopped_ = false;
};

}  // namespace lossy::notifications
