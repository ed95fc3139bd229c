#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "services/notifications/bus/bus_keys.h"

namespace lossy::notifications {

// An authenticated message between replicas over NATS (ADR 0021). Its encoding is:
//
//   0x00 0x01   the version; no protobuf message begins with it
//   1 byte      the kind
//   8 bytes     the id of the key
//   16 bytes    the sender: one run of one replica's bus
//   8 bytes     the sequence, big-endian
//   …           the body
//   32 bytes    HMAC-SHA256 of the subject and all of the above
struct BusFrame {
  static constexpr std::size_t kSenderBytes = 16;
  static constexpr std::size_t kOverhead =
      2 + 1 + BusKey::kIdBytes + kSenderBytes + 8 + BusKey::kMacBytes;

  enum class Kind : char {
    kMessage = 1,
    // The body is a nonce. Each other replica must answer with a proof.
    kChallenge = 2,
    // The body is the nonce of another replica's challenge. The sequence is that of the sender's
    // last message.
    kProof = 3,
  };

  Kind kind = Kind::kMessage;
  absl::string_view sender;
  std::uint64_t sequence = 0;
  absl::string_view body;
};

// Returns the encoding of `frame` for `subject`, with an HMAC by `key`.
std::string EncodeFrame(const BusKey& key, absl::string_view subject, const BusFrame& frame);

// The result of DecodeFrame: kMalformed is no frame, kForged has a wrong HMAC.
enum class FrameProblem { kNone, kMalformed, kUnknownKey, kForged };

// Decodes and authenticates a frame that was received on `subject`. A frame of another subject is
// kForged. On kNone `frame` points into `bytes`.
FrameProblem DecodeFrame(const BusKeys& keys, absl::string_view subject, absl::string_view bytes,
                         BusFrame* frame);

}  // namespace lossy::notifications
