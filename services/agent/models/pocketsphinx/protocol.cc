#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kNumberBytes = 4;
constexpr std::size_t kFixedBytes = 1 + 3 * kNumberBytes;

void AppendNumber(std::uint32_t number, std::string* bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes->push_back(static_cast<char>(number >> shift));
}

// Reads a number. `bytes` must have at least four bytes.
std::uint32_t NumberAt(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

bool IsOutcome(unsigned char byte) {
  return byte >= static_cast<unsigned char>(Outcome::kReady) &&
         byte <= static_cast<unsigned char>(Outcome::kDecoded);
}

}  // namespace

std::string FrameHead(std::size_t body_bytes) {
  std::string head;
  AppendNumber(static_cast<std::uint32_t>(body_bytes), &head);
  return head;
}

absl::StatusOr<std::size_t> BodyBytes(absl::string_view head, std::size_t max_body_bytes) {
  if (head.size() != kFrameHeadBytes) return absl::InvalidArgumentError("no frame");
  const std::size_t bytes = NumberAt(head);
  if (bytes > max_body_bytes) return absl::InvalidArgumentError("frame too long");
  return bytes;
}

std::string EncodeRequest(std::uint32_t number, absl::string_view audio) {
  std::string body;
  body.reserve(kNumberBytes + audio.size());
  AppendNumber(number, &body);
  body.append(audio.data(), audio.size());
  return body;
}

absl::StatusOr<Request> DecodeRequest(absl::string_view body) {
  if (body.size() < kNumberBytes || body.size() > kMaxRequestBytes) {
    return absl::InvalidArgumentError("no request");
  }
  return Request{.number = NumberAt(body), .audio = std::string(body.substr(kNumberBytes))};
}

std::string EncodeAnswer(const Answer& answer) {
  std::string body(1, static_cast<char>(answer.outcome));
  AppendNumber(answer.number, &body);
  AppendNumber(answer.audio_ms, &body);
  AppendNumber(answer.work_ms, &body);
  body.append(answer.text, 0, kMaxAnswerBytes - kFixedBytes);
  return body;
}

absl::StatusOr<Answer> DecodeAnswer(absl::string_view body) {
  if (body.size() < kFixedBytes || body.size() > kMaxAnswerBytes ||
      !IsOutcome(static_cast<unsigned char>(body[0]))) {
    return absl::InvalidArgumentError("no answer");
  }
  return Answer{.number = NumberAt(body.substr(1)),
                .outcome = static_cast<Outcome>(body[0]),
                .audio_ms = NumberAt(body.substr(5)),
                .work_ms = NumberAt(body.substr(9)),
                .text = std::string(body.substr(kFixedBytes))};
}

}  // namespace lossy::agent
