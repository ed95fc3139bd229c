#pragma once

#include <cstdint>

#include "services/agent/models/media/mp4_boxes.h"
#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Reads MP4. In a fragmented file each `moof` is a part of sound: `tfdt` states its time, and the
// samples of the first sound track its length. The samples follow in `mdat`. In a file without
// fragments, `moov` is one part with all of the sound. If the file has pictures, the reader removes
// them from each fragment that states the place of its sound. Not thread-safe.
class Mp4Reader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;
  bool has_pictures() const override { return has_pictures_; }
  // Divides `moof` and `mdat` together, between two samples.
  absl::optional<Halves> Divide(absl::string_view part, double seconds) const override;

 private:
  // The bytes of "mdat" that are sound, from one part to the next. Saved in position().
  struct Passage {
    enum Phase : std::uint64_t { kNone, kBeforeData, kSound, kBehindSound };
    Phase phase = kNone;
    std::uint64_t first = 0;   // The bytes of the next part of "mdat".
    std::uint64_t second = 0;  // The bytes of the part after it.
  };
  Passage passage() const;
  void SetPassage(const Passage& passage);

  absl::optional<StreamPart> ReadData(const Passage& passage, absl::string_view bytes);
  StreamPart ReadMovie(absl::string_view body);
  void ReadTrack(absl::string_view body);
  StreamPart ReadFragment(absl::string_view body);
  void LeaveOutPictures(absl::string_view body, const Mp4TrackFragment& sound, StreamPart* part);
  StreamPart SkipBroken(absl::string_view bytes);

  bool in_fragments_ = false;
  bool has_pictures_ = false;
  std::uint64_t sound_track_ = 0;       // 0: there is none, or the header is missing.
  double timescale_ = 48'000;           // That track's units for each second.
  double track_seconds_ = 0;            // From the header of a file without fragments.
  std::uint64_t default_duration_ = 0;  // A sample's length in units.
};

}  // namespace lossy::agent
