#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The protocol between the agent and a worker process that recognises or decodes recordings. Both
// directions consist of frames: a length in four bytes, big-endian, and a body. The worker first
// sends kReady or kFailed. Then it sends one answer to each request, with the request's number.
// Both processes run on one machine, so samples have its byte order.

inline constexpr std::size_t kMaxAudioBytes = 16 << 20;
inline constexpr std::size_t kMaxRequestBytes = kMaxAudioBytes + 4;
// The limit of an answer: 17 minutes of sound.
inline constexpr std::size_t kMaxAnswerBytes = 32 << 20;
inline constexpr std::size_t kMaxAnswerSamples = (kMaxAnswerBytes - 64) / 2;
inline constexpr std::size_t kFrameHeadBytes = 4;

enum class Outcome : std::uint8_t {
  kReady = 1,       // The model is loaded; `text` lists the limits of the process.
  kRecognised = 2,  // `text` has the recognised words; empty if there are none.
  kRefused = 3,     // The recording is unusable; `text` is the reason: "has no audio track".
  kFailed = 4,      // The process failed and ends; `text` is the reason.
  kDecoded = 5,     // A process without a model decoded it: `text` has samples of 16 bits.
};

// A recording to recognise or decode.
struct Request {
  std::uint32_t number = 0;
  std::string audio;
};

// The result of one request, or kReady or kFailed.
struct Answer {
  std::uint32_t number = 0;  // The number of the request; 0 before the first request.
  Outcome outcome = Outcome::kFailed;
  std::uint32_t audio_ms = 0;  // The length of the recording.
  std::uint32_t work_ms = 0;   // The time from request to answer.
  std::string text;
};

// Returns the head of a frame with a body of this length.
std::string FrameHead(std::size_t body_bytes);

// Returns the body's length in a frame's head. Returns INVALID_ARGUMENT if `head` is no frame's
// head, or the body is longer than `max_body_bytes`.
absl::StatusOr<std::size_t> BodyBytes(absl::string_view head, std::size_t max_body_bytes);

std::string EncodeRequest(std::uint32_t number, absl::string_view audio);

// Returns INVALID_ARGUMENT if `body` is no request.
absl::StatusOr<Request> DecodeRequest(absl::string_view body);

// Truncates a text that is too long for a frame.
std::string EncodeAnswer(const Answer& answer);

// Returns INVALID_ARGUMENT if `body` is no answer.
absl::StatusOr<Answer> DecodeAnswer(absl::string_view body);

}  // namespace lossy::agent
