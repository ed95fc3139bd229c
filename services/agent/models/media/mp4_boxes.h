#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of an MP4 box (ISO/IEC 14496-12).
struct Mp4BoxHead {
  absl::string_view type;  // Four bytes.
  std::size_t head_bytes = 8;
  std::uint64_t bytes = 0;  // The size of the whole box. UINT64_MAX: to the end of the file.
};

// Returns the head at the beginning of `bytes`. Returns nullopt if it is incomplete, or no head.
absl::optional<Mp4BoxHead> ReadMp4Box(absl::string_view bytes);

// Calls `take` with the boxes in a body, up to the first incomplete one.
void ForEachMp4Box(absl::string_view body,
                   absl::FunctionRef<void(absl::string_view type, absl::string_view body)> take);

// Returns a box: its head and the body.
std::string Mp4Box(absl::string_view type, absl::string_view body);

// One track's samples in a fragment ("traf").
struct Mp4TrackFragment {
  struct Sample {
    std::uint64_t duration = 0;  // In units of the track's timescale.
    std::uint64_t bytes = 0;
  };

  std::uint64_t track = 0;                  // The track's id.
  absl::optional<std::uint64_t> starts_at;  // In units of the track's timescale ("tfdt").
  std::vector<Sample> samples;              // The first kMaxSamples samples.
  // True if the samples are successive bytes of "mdat", and the box states their place in the usual
  // form.
  bool is_simple = false;
  bool base_is_moof = false;      // The box states that offsets begin at the start of "moof".
  std::uint64_t data_offset = 0;  // The first sample's distance from the start of "moof".
};

inline constexpr std::size_t kMaxSamples = 10'000;

// Reads the body of a "traf" box. `default_duration` of a sample is that of the movie's header, in
// units of the track's timescale.
Mp4TrackFragment ReadMp4TrackFragment(absl::string_view body, std::uint64_t default_duration);

}  // namespace lossy::agent
