#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of an MP4 box.
struct Mp4BoxHead {
  absl::string_view type;  // Four bytes.
  std::size_t head_bytes = 8;
  std::uint64_t bytes = 0;  // Of the whole box. UINT64_MAX: to the end of the file.
};

// The head at the beginning of `bytes`. Nullopt: it is incomplete, or is no head.
absl::optional<Mp4BoxHead> ReadMp4Box(absl::string_view bytes);

// Calls `take` with the boxes in a body, up to the first incomplete one.
void ForEachMp4Box(absl::string_view body,
                   absl::FunctionRef<void(absl::string_view type, absl::string_view body)> take);

// A box, with its head.
std::string Mp4Box(absl::string_view type, absl::string_view body);

// One track's samples in a fragment ("traf").
struct Mp4TrackFragment {
  struct Sample {
    std::uint64_t duration = 0;  // In units of the track's timescale.
    std::uint64_t bytes = 0;
  };

  std::uint64_t track = 0;
  absl::optional<std::uint64_t> starts_at;  // In units ("tfdt").
  std::vector<Sample> samples;              // At most kMaxSamples; the rest is left out.
  // True if the samples follow each other at one place of "mdat" that the box states in the usual
  // form.
  bool is_simple = false;
  bool base_is_moof = false;      // The box states that offsets begin at the start of "moof".
  std::uint64_t data_offset = 0;  // Of the first sample, from the beginning of "moof".
};

inline constexpr std::size_t kMaxSamples = 10'000;

// `default_duration` is that of the movie's header, in units.
Mp4TrackFragment ReadMp4TrackFragment(absl::string_view body, std::uint64_t default_duration);

}  // namespace lossy::agent
