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

// Authenticates the messages of replicas that have the key. It accepts each message once, and those
// of one sender in their order (ADR 0021). Thread-safe.
//
// A message names its sender, which is one run of one replica's bus, and has a sequence number. An
// attacker could replay messages that were recorded in an earlier run, so the authenticator rejects
// a sender until it has proved that it runs now. Each replica challenges the others with a nonce.
// They answer with a proof, which contains the nonce and their last sequence number. The
// authenticator then accepts each later number once.
class BusAuthenticator {
 public:
  struct Options {
    // The most senders that are accepted at once.
    std::size_t senders = 256;
    // The time for which one nonce is sent. Proofs with it are accepted for twice as long.
    absl::Duration nonce_life = absl::Seconds(10);
    // The most proofs that this replica makes in a second, for all challengers together.
    int proofs_per_second = 200;
  };

  // The reason of a refusal. kUnproved: the sender has not proved itself, and must be challenged.
  enum class Refusal { kNone, kMalformed, kUnknownKey, kForged, kUnproved, kRepeated };

  // `clock` must outlive the object.
  BusAuthenticator(std::shared_ptr<BusKeyFile> keys, const base::Clock& clock, Options options);

  // Returns the bytes to send for a message. The bytes for one subject must be sent in the order of
  // the calls.
  std::string SignMessage(absl::string_view subject, absl::string_view body);

  // Checks the bytes that were received on a subject, and advances the progress of the subject. On
  // kNone `body` is the message, which points into `bytes`.
  Refusal VerifyMessage(absl::string_view subject, absl::string_view bytes, BusProgress& progress,
                        absl::string_view* body);
  // Returns the progress of a subject that is followed from now on.
  BusProgress BeginProgress() const { return senders_.BeginProgress(); }

  // Returns the bytes of a challenge to the other replicas. `subject` is that of challenges and
  // proofs (NatsControlSubject).
  std::string SignChallenge(absl::string_view subject);

  // The result of OnControl.
  struct Control {
    Refusal refusal = Refusal::kNone;
    std::string reply;        // Must be sent on the same subject, unless it is empty.
    bool admitted = false;    // The sender is accepted from now on. Its earlier messages are lost.
    bool is_unknown = false;  // The sender must be challenged.
  };
  // Handles a challenge or a proof.
  Control OnControl(absl::string_view subject, absl::string_view bytes);

  // The number of senders that are accepted now.
  std::size_t senders() const { return senders_.size(); }

 private:
  struct Nonce {
    std::string bytes;
    absl::Time made_at = absl::InfinitePast();
  };

  Refusal Decode(absl::string_view subject, absl::string_view bytes, BusFrame* frame);
  std::string Sign(absl::string_view subject, BusFrame frame);
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
