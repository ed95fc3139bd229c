#include "services/agent/models/media/webm_tracks.h"

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "services/agent/models/media/bytes.h"
#include "services/agent/models/media/ebml.h"

namespace lossy::agent {
namespace {

constexpr std::uint32_t kTrackEntry = 0xAE, kTrackNumber = 0xD7, kTrackType = 0x83, kCodecId = 0x86;
constexpr std::uint64_t kVideo = 1, kAudio = 2;

// Calls the function with the children of an element, up to the first incomplete one.
void ForEachChild(absl::string_view body,
                  absl::FunctionRef<void(std::uint32_t id, absl::string_view body)> take) {
  while (!body.empty()) {
    const absl::optional<EbmlElement> child = ReadEbmlElement(body);
    if (!child || !child->IsWholeIn(body)) return;
    take(child->id, body.substr(child->head_bytes, child->body_bytes));
    body.remove_prefix(child->whole_bytes());
  }
}

}  // namespace

std::uint64_t ReadEbmlNumber(absl::string_view body) {
  return body.size() > 8 ? 0 : BigEndian(body, static_cast<int>(body.size()));
}

WebmTracks ReadWebmTracks(absl::string_view body) {
  WebmTracks tracks;
  ForEachChild(body, [&](std::uint32_t id, absl::string_view entry) {
    if (id != kTrackEntry) return;
    std::uint64_t number = 0, type = 0;
    absl::string_view codec;
    ForEachChild(entry, [&](std::uint32_t field, absl::string_view value) {
      if (field == kTrackNumber) number = ReadEbmlNumber(value);
      if (field == kTrackType) type = ReadEbmlNumber(value);
      if (field == kCodecId) codec = value;
    });
    tracks.has_pictures |= type == kVideo;
    if (type != kAudio || tracks.sound != 0) return;
    tracks.sound = number;
    tracks.is_opus = absl::StartsWith(codec, "A_OPUS");
  });
  return tracks;
}

}  // namespace lossy::agent
