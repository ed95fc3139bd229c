#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/agent/models/media/sound_clock.h"
#include "services/agent/models/media/stream_kind.h"

namespace lossy::agent {

// A stream that a client records and sends in pieces, which it may cut anywhere. Measures how long
// the recording under way is by what the stream says of itself, keeps the header that later
// recordings of the stream need, and leaves out pictures. One thread at a time.
//
// What it is between two pieces can be saved, and another replica goes on from there.
class RecordedStream {
 public:
  // A part that has sound, and what follows it up to the next one.
  struct Unit {
    std::size_t at = 0;         // Of what is stored, in bytes, from the first piece on.
    double starts_at = 0;       // In seconds of the recording.
    double seconds = 0;         // Of its own sound; 0: it does not say.
    std::int64_t position = 0;  // Of the reader, in front of the part.
  };

  // `raw_rate` estimates how long bytes of no known kind are: bytes for each second.
  explicit RecordedStream(double raw_rate) : raw_rate_(raw_rate) {}

  // The stream as `saved` says, whose header is `header`. `recorded_bytes` and `recorded_seconds`
  // are those of the recording under way: where a replica of an older version, or a crash, kept
  // `saved` from being the newest, the stream goes on at the next part that it recognises.
  static RecordedStream Restore(double raw_rate, absl::string_view saved, std::string header,
                                std::int64_t recorded_bytes, double recorded_seconds);
  std::string Save(std::int64_t recorded_bytes) const;

  // The next piece. Returns what is to be stored of it: all, but for pictures.
  std::string Take(absl::string_view piece);

  // What a player needs before any later part. Grows with the first pieces; empty: there is none.
  const std::string& header() const { return header_; }
  // Of the recording under way, in seconds.
  double seconds() const;
  // The parts with sound, in the order of the pieces that this object took.
  const std::vector<Unit>& units() const { return units_; }
  // What a recording that begins in front of the part at `position` starts with.
  std::string Opening(std::int64_t position) const;
  // The same in front of the next part.
  std::string Opening() const { return Opening(reader_->position()); }
  const StreamReader& reader() const { return *reader_; }

  // Another recording of the same stream begins `seconds` after this one did.
  void BeginRecording(double seconds) { clock_.Subtract(seconds); }

 private:
  void Choose(absl::string_view bytes);
  void ReadHeader(std::string header);
  void Count(const StreamPart& part, std::size_t at, std::int64_t position);
  void TakeHeader(const StreamPart& part, absl::string_view bytes);
  double BrokenRate() const;

  double raw_rate_;
  StreamKind kind_ = StreamKind::kUnknown;
  std::unique_ptr<StreamReader> reader_ = MakeStreamReader(StreamKind::kUnknown);
  SoundClock clock_;
  std::string header_;
  bool header_ends_ = false;
  std::string pending_;             // The beginning of a part whose rest has not arrived.
  std::size_t pending_stored_ = 0;  // How many bytes of pending_ were stored already.
  std::uint64_t skip_ = 0;          // Bytes of the last part that have not arrived.
  bool skip_is_picture_ = false;
  std::size_t stored_ = 0;  // By this object.
  std::vector<Unit> units_;
};

// How long the sound of a recording is, in seconds, by what it says of itself.
double RecordingSeconds(absl::string_view recording, double raw_rate);

}  // namespace lossy::agent
