#include "services/agent/storage/audio_position.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/once/once.h"
#include "services/agent/models/media/stream_kind.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kMaxStreamIdBytes = 64;

absl::Status Gap(std::int64_t received_bytes) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_FAILED_PRECONDITION);
  error.set_message(absl::StrCat("offset must be at most ", received_bytes,
                                 ": the bytes of the stream before it are missing"));
  (*error.mutable_details())["received_bytes"] = absl::StrCat(received_bytes);
  return base::MakeStatus(error);
}

}  // namespace

absl::StatusOr<AudioPosition> ToPosition(const v1::AudioChunk& chunk) {
  if (absl::Status id = base::CheckRequestId(chunk.request_id()); !id.ok()) return id;
  if (chunk.stream_id().size() > kMaxStreamIdBytes) {
    return base::InvalidArgument("stream_id", "must be at most 64 bytes");
  }
  if (chunk.has_offset() && chunk.stream_id().empty()) {
    return base::InvalidArgument("stream_id", "is required with offset");
  }
  if (!chunk.has_offset() && !chunk.stream_id().empty()) {
    return base::InvalidArgument("offset", "is required with stream_id");
  }
  if (chunk.offset() < 0) return base::InvalidArgument("offset", "must not be negative");
  AudioPosition position{
      .stream_id = chunk.stream_id(), .offset = {}, .request_id = chunk.request_id()};
  if (chunk.has_offset()) position.offset = chunk.offset();
  return position;
}

absl::StatusOr<FreshAudio> FreshPart(const AudioPosition& position, const AudioStream& received,
                                     absl::string_view piece) {
  if (!position.offset) {
    return FreshAudio{.data = piece, .starts_stream = received.ended || StartsStream(piece)};
  }
  const bool same = position.stream_id == received.id;
  const std::int64_t stored = same ? received.received_bytes : 0;
  if (*position.offset > stored) return Gap(stored);
  const auto size = static_cast<std::int64_t>(piece.size());
  const std::int64_t repeated = std::min(stored - *position.offset, size);
  return FreshAudio{.data = piece.substr(static_cast<std::size_t>(repeated)),
                    .starts_stream = !same};
}

}  // namespace lossy::agent
