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

// One life of another replica's bus, which has proved that it is there now.
struct BusSender {
  explicit BusSender(std::uint64_t sequence) : proved_at(sequence), highest(sequence) {}

  const std::uint64_t proved_at;       // The sequence in its proof.
  std::atomic<std::uint64_t> highest;  // That was received from it, on any subject.
  std::atomic<std::uint64_t> used{0};  // The use of BusSenders that was the last of this one.
  std::atomic<bool> evicted{false};
};

// How far the messages of one followed subject have been received, by sender. Not thread-safe.
class BusProgress {
 public:
  // Messages of `sender` up to `sequence` are over.
  void Begin(std::shared_ptr<BusSender> sender, std::uint64_t sequence);

  // False: this one, or a later one, was received before.
  bool Advance(const std::shared_ptr<BusSender>& sender, std::uint64_t sequence);

 private:
  void DropEvicted();

  std::vector<std::pair<std::shared_ptr<BusSender>, std::uint64_t>> senders_;
};

// The other replicas' lives that have proved themselves: at most `limit`, beyond which the one that
// was silent for longest is evicted. Thread-safe.
class BusSenders {
 public:
  explicit BusSenders(std::size_t limit) : limit_(limit) {}

  // Nullptr: it has not proved itself.
  std::shared_ptr<BusSender> Find(absl::string_view id);

  enum class Admission { kNew, kKnown };
  // It has proved that it is there now, and that its last message had this sequence. `evicts` is
  // set if another one was evicted for it.
  Admission Admit(absl::string_view id, std::uint64_t sequence, bool* evicts);

  // For a subject that is followed from now on: what was sent before is over.
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
