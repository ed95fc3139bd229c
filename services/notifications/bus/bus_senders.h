#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"

namespace lossy::notifications {

// A sender: one run of another replica's bus, which has proved itself (bus_authenticator.h).
struct BusSender {
  explicit BusSender(std::uint64_t sequence) : proved_at(sequence), highest(sequence) {}

  const std::uint64_t proved_at;       // The sequence number in its proof.
  std::atomic<std::uint64_t> highest;  // The highest sequence received, on any subject.
  std::atomic<std::uint64_t> used{0};  // BusSenders::uses_ at its last message.
  std::atomic<bool> evicted{false};
};

// The last sequence number received on one followed subject, by sender. It detects repeated
// messages. Not thread-safe.
class BusProgress {
 public:
  // Rejects the messages of `sender` up to `sequence` from now on.
  void Begin(std::shared_ptr<BusSender> sender, std::uint64_t sequence);

  // Returns false if this message, or a later one, was received before.
  bool Advance(const std::shared_ptr<BusSender>& sender, std::uint64_t sequence);

 private:
  void DropEvicted();

  std::vector<std::pair<std::shared_ptr<BusSender>, std::uint64_t>> senders_;
};

// The senders that have proved themselves, at most `limit`. Beyond it, the object evicts the sender
// that was silent for longest. Thread-safe.
class BusSenders {
 public:
  explicit BusSenders(std::size_t limit) : limit_(limit) {}

  // Returns nullptr if the sender has not proved itself.
  std::shared_ptr<BusSender> Find(absl::string_view id);

  enum class Admission { kNew, kKnown };
  // Adds a sender whose proof has this sequence number. Sets `evicts` to true if another sender was
  // evicted.
  Admission Admit(absl::string_view id, std::uint64_t sequence, bool* evicts);

  // Returns the progress of a subject that is followed from now on. Earlier messages are rejected.
  BusProgress BeginProgress() const;

  std::size_t size() const;

 private:
  void EvictOneLocked() LOSSY_REQUIRES(mutex_);

  const std::size_t limit_;
  mutable base::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<BusSender>> senders_ LOSSY_GUARDED_BY(mutex_);
  std::uint64_t uses_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::notifications
