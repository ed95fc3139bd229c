#pragma once

#include <cstdint>

#include "services/agent/recording/stream_reader.h"

namespace lossy::agent {

// MP4. Of a fragmented one each `moof` is a part of sound, as long as its samples of the first
// track of sound and at the time that `tfdt` states; the samples themselves follow in `mdat`. Of
// one without fragments, all of the sound is in one part, `moov`.
class Mp4Reader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;
  // Of `moof` and `mdat` together, between two samples.
  absl::optional<Halves> Divide(absl::string_view part, double seconds) const override;

 private:
  StreamPart ReadMovie(absl::string_view body);
  void ReadTrack(absl::string_view body);
  StreamPart ReadFragment(absl::string_view body) const;
  StreamPart SkipBroken(absl::string_view bytes);

  bool in_fragments_ = false;
  std::uint64_t sound_track_ = 0;       // 0: there is none, or the header is not there.
  double timescale_ = 48'000;           // Of that track: units for each second.
  double track_seconds_ = 0;            // As the header of a file without fragments states it.
  std::uint64_t default_duration_ = 0;  // Of a sample, in units.
};

}  // namespace lossy::agent
