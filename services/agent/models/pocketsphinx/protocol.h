#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The protocol between the agent and its recognising process. Both directions consist of frames: a
// length in four bytes, the most significant first, and a body. The process first sends kReady or
// kFailed. Then each request gets one answer with its number. Both run on one machine, so samples
// have its order of bytes.

inline constexpr std::size_t kMaxAudioBytes = 16 << 20;
inline constexpr std::size_t kMaxRequestBytes = kMaxAudioBytes + 4;
// Seventeen minutes of sound.
inline constexpr std::size_t kMaxAnswerBytes = 32 << 20;
inline constexpr std::size_t kMaxAnswerSamples = (kMaxAnswerBytes - 64) / 2;
inline constexpr std::size_t kFrameHeadBytes = 4;

enum class Outcome : std::uint8_t {
  kReady = 1,       // The model is loaded; `text` lists the limits of the process.
  kRecognised = 2,  // `text` has the recognised words, maybe none.
  kRefused = 3,     // The recording is unusable; `text` is the reason: "has no audio track".
  kFailed = 4,      // The process failed and ends; `text` is the reason.
  kDecoded = 5,     // A process without a model decoded it: `text` has samples of 16 bits.
};

struct Request {
  std::uint32_t number = 0;
  std::string audio;
};

struct Answer {
  std::uint32_t number = 0;  // Of the request; 0 before the first.
  Outcome outcome = Outcome::kFailed;
  std::uint32_t audio_ms = 0;
  std::uint32_t work_ms = 0;
  std::string text;
};

std::string FrameHead(std::size_t body_bytes);

// INVALID_ARGUMENT: `head` is no frame's head, or its body is longer than `max_body_bytes`.
absl::StatusOr<std::size_t> BodyBytes(absl::string_view head, std::size_t max_body_bytes);

std::string EncodeRequest(std::uint32_t number, absl::string_view audio);

// INVALID_ARGUMENT: `body` is no request.
absl::StatusOr<Request> DecodeRequest(absl::string_view body);

// Cuts a text that is too long for a frame.
std::string EncodeAnswer(const Answer& answer);

// INVALID_ARGUMENT: `body` is no answer.
absl::StatusOr<Answer> DecodeAnswer(absl::string_view body);

}  // namespace lossy::agent
