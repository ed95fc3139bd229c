#include "services/notifications/bus/bus_authenticator.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <utility>

#include "services/notifications/bus/bus.h"

namespace lossy::notifications {
namespace {

constexpr std::size_t kNonceBytes = 16;

std::string RandomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) {
    std::abort();
  }
  return bytes;
}

BusAuthenticator::Refusal ToRefusal(FrameProblem problem) {
  switch (problem) {
    case FrameProblem::kNone:
      return BusAuthenticator::Refusal::kNone;
    case FrameProblem::kMalformed:
      return BusAuthenticator::Refusal::kMalformed;
    case FrameProblem::kUnknownKey:
      return BusAuthenticator::Refusal::kUnknownKey;
    case FrameProblem::kForged:
      break;
  }
  return BusAuthenticator::Refusal::kForged;
}

}  // namespace

BusAuthenticator::BusAuthenticator(std::shared_ptr<BusKeyFile> keys, const base::Clock& clock,
                                   Options options)
    : keys_(std::move(keys)),
      clock_(clock),
      options_(options),
      self_(RandomBytes(BusFrame::kSenderBytes)),
      senders_(options.senders) {}

std::string BusAuthenticator::Sign(absl::string_view subject, BusFrame frame) {
  frame.sender = self_;
  return EncodeFrame(keys_->Get()->first(), subject, frame);
}

std::string BusAuthenticator::SignMessage(absl::string_view subject, absl::string_view body) {
  return Sign(
      subject,
      {.kind = BusFrame::Kind::kMessage, .sender = {}, .sequence = ++sequence_, .body = body});
}

BusAuthenticator::Refusal BusAuthenticator::Decode(absl::string_view subject,
                                                   absl::string_view bytes, BusFrame* frame) {
  if (bytes.size() > kMaxBusBytes + BusFrame::kOverhead) return Refusal::kMalformed;
  const std::shared_ptr<const BusKeys> keys = keys_->Get();
  return ToRefusal(DecodeFrame(*keys, subject, bytes, frame));
}

BusAuthenticator::Refusal BusAuthenticator::VerifyMessage(absl::string_view subject,
                                                          absl::string_view bytes,
                                                          BusProgress& progress,
                                                          absl::string_view* body) {
  BusFrame frame;
  const Refusal refusal = Decode(subject, bytes, &frame);
  if (refusal != Refusal::kNone) return refusal;
  if (frame.kind != BusFrame::Kind::kMessage) return Refusal::kMalformed;
  // A server that returns a replica's own messages violates the no-echo option.
  if (frame.sender == self_) return Refusal::kRepeated;
  const std::shared_ptr<BusSender> sender = senders_.Find(frame.sender);
  if (sender == nullptr) return Refusal::kUnproved;
  if (!progress.Advance(sender, frame.sequence)) return Refusal::kRepeated;
  *body = frame.body;
  return Refusal::kNone;
}

std::string BusAuthenticator::SignChallenge(absl::string_view subject) {
  std::string nonce;
  {
    base::MutexLock lock(mutex_);
    const absl::Time now = clock_.Steady();
    // The nonce stays the same for a while, so that an answer to an earlier challenge is accepted.
    if (now - nonce_.made_at >= options_.nonce_life) {
      last_nonce_ = std::exchange(nonce_, {.bytes = RandomBytes(kNonceBytes), .made_at = now});
    }
    nonce = nonce_.bytes;
  }
  return Sign(subject, {.kind = BusFrame::Kind::kChallenge, .sender = {}, .body = nonce});
}

BusAuthenticator::Control BusAuthenticator::OnControl(absl::string_view subject,
                                                      absl::string_view bytes) {
  BusFrame frame;
  Control control;
  control.refusal = Decode(subject, bytes, &frame);
  if (control.refusal != Refusal::kNone) return control;
  if (frame.sender == self_) return {.refusal = Refusal::kRepeated, .reply = {}};
  if (frame.body.size() != kNonceBytes || frame.kind == BusFrame::Kind::kMessage) {
    return {.refusal = Refusal::kMalformed, .reply = {}};
  }
  if (frame.kind == BusFrame::Kind::kProof) {
    AcceptProof(frame, &control);
    return control;
  }
  control.is_unknown = senders_.Find(frame.sender) == nullptr;
  if (MayProve()) control.reply = Prove(subject, frame.body);
  return control;
}

std::string BusAuthenticator::Prove(absl::string_view subject, absl::string_view nonce) {
  return Sign(
      subject,
      {.kind = BusFrame::Kind::kProof, .sender = {}, .sequence = sequence_.load(), .body = nonce});
}

bool BusAuthenticator::MayProve() {
  base::MutexLock lock(mutex_);
  const absl::Time now = clock_.Steady();
  if (now - proofs_since_ >= absl::Seconds(1)) {
    proofs_since_ = now;
    proofs_ = 0;
  }
  return proofs_++ < options_.proofs_per_second;
}

void BusAuthenticator::AcceptProof(const BusFrame& frame, Control* control) {
  // The proof answers another replica's challenge, or it is late or recorded: ignore it.
  if (!IsOwnNonce(frame.body)) return;
  bool evicts = false;
  control->admitted =
      senders_.Admit(frame.sender, frame.sequence, &evicts) == BusSenders::Admission::kNew;
  // The same proof must not be accepted a second time.
  if (evicts) ForgetNonces();
}

bool BusAuthenticator::IsOwnNonce(absl::string_view nonce) {
  base::MutexLock lock(mutex_);
  const absl::Time now = clock_.Steady();
  for (const Nonce& own : {nonce_, last_nonce_}) {
    const bool is_young = now - own.made_at < 2 * options_.nonce_life;
    if (is_young && nonce == own.bytes) return true;
  }
  return false;
}

void BusAuthenticator::ForgetNonces() {
  base::MutexLock lock(mutex_);
  nonce_ = last_nonce_ = {};
}

}  // namespace lossy::notifications
