#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "services/notifications/bus/bus_frame.h"
#include "services/notifications/bus/bus_keys.h"
#include "services/notifications/bus/bus_senders.h"

namespace lossy::notifications {

// Makes of bytes that anybody could have sent messages of a replica that has the key, each once and
// in its order (ADR 0021). Thread-safe.
//
// A message has its sender, one life of one replica's bus, and a sequence. Of a sender that has not
// proved itself none is accepted: it might have been recorded from a life that has ended. So each
// replica challenges the others with a nonce, and they answer with a proof that names it and their
// last sequence. What comes after that, each number once, is new.
class BusAuthenticator {
 public:
  struct Options {
    std::size_t senders = 256;
    // A nonce is sent for so long, and good for twice as long.
    absl::Duration nonce_life = absl::Seconds(10);
    // Proofs that are given in a second, whoever asks.
    int proofs_per_second = 200;
  };

  // Why bytes were refused. kUnproved: of a sender that has not proved itself; a challenge is due.
  enum class Refusal { kNone, kMalformed, kUnknownKey, kForged, kUnproved, kRepeated };

  // `clock` must outlive it.
  BusAuthenticator(std::shared_ptr<BusKeyFile> keys, const base::Clock& clock, Options options);

  // The bytes to be sent for a message. Those of one subject must be sent in the order of the
  // calls.
  std::string SealMessage(absl::string_view subject, absl::string_view body);

  // What was received on a subject, and how far that is. On kNone `body` is the message, a part of
  // `bytes`.
  Refusal OpenMessage(absl::string_view subject, absl::string_view bytes, BusProgress& progress,
                      absl::string_view* body);
  // For a subject that is followed from now on.
  BusProgress BeginProgress() const { return senders_.BeginProgress(); }

  // On the subject of challenges and proofs, which must not be any message's.
  std::string SealChallenge(absl::string_view subject);

  struct Control {
    Refusal refusal = Refusal::kNone;
    std::string reply;        // To be sent on the same subject, unless it is empty.
    bool admitted = false;    // A sender: what it sent before is lost.
    bool is_unknown = false;  // The sender: a challenge is due.
  };
  Control OnControl(absl::string_view subject, absl::string_view bytes);

  std::size_t senders() const { return senders_.size(); }

 private:
  struct Nonce {
    std::string bytes;
    absl::Time made_at = absl::InfinitePast();
  };

  Refusal Decode(absl::string_view subject, absl::string_view bytes, BusFrame* frame);
  std::string Seal(absl::string_view subject, BusFrame frame);
  std::string Prove(absl::string_view subject, absl::string_view nonce);
  bool MayProve();
  void AcceptProof(const BusFrame& frame, Control* control);
  bool IsOwnNonce(absl::string_view nonce);
  void ForgetNonces();

  const std::shared_ptr<BusKeyFile> keys_;
  const base::Clock& clock_;
  const Options options_;
  const std::string self_;
  std::atomic<std::uint64_t> sequence_{0};
  BusSenders senders_;

  base::Mutex mutex_;
  Nonce nonce_ LOSSY_GUARDED_BY(mutex_);
  Nonce last_nonce_ LOSSY_GUARDED_BY(mutex_);
  absl::Time proofs_since_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
  int proofs_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::notifications
