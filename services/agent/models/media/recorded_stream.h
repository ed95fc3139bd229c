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

// Reads a stream that a client records and sends in pieces, which it may cut at any byte. A stream
// is divided into recordings. The object measures the length of the present recording by its
// container, keeps the header for later recordings of the stream, and removes pictures. Not
// thread-safe.
//
// Its state between two pieces can be saved, so that another replica can continue.
class RecordedStream {
 public:
  // A part with sound, and the bytes after it up to the next one.
  struct Unit {
    std::size_t at = 0;         // Its offset in the bytes that Take returned.
    double starts_at = 0;       // Its start in seconds of the recording.
    double seconds = 0;         // The length of its sound in seconds. 0: unknown.
    std::int64_t position = 0;  // The position of the reader before the part.
  };

  // `raw_rate` is the assumed number of bytes per second in a stream of an unknown kind.
  explicit RecordedStream(double raw_rate) : raw_rate_(raw_rate) {}

  // Returns the stream with the state `saved`, a result of Save, and the header `header`.
  // `recorded_bytes` and `recorded_seconds` are those of the present recording. If `saved` is out
  // of date, after a crash or a replica of an older version, the stream continues at the next part
  // that it recognises.
  static RecordedStream Restore(double raw_rate, absl::string_view saved, std::string header,
                                std::int64_t recorded_bytes, double recorded_seconds);
  // Returns the state between two pieces. `recorded_bytes` are those of the present recording.
  std::string Save(std::int64_t recorded_bytes) const;

  // Takes the next piece and returns the bytes to store: all except pictures.
  std::string Take(absl::string_view piece);

  // The header, which a player needs before any later part. It grows with the first pieces. Empty:
  // the stream has none.
  const std::string& header() const { return header_; }
  // The length of the present recording in seconds.
  double seconds() const;
  // The parts with sound, in the order of the pieces that this object took.
  const std::vector<Unit>& units() const { return units_; }
  // Returns the first bytes of a recording that begins with the part at `position`.
  std::string Opening(std::int64_t position) const;
  // Returns the first bytes of a recording that begins with the next part.
  std::string Opening() const { return Opening(reader_->position()); }
  const StreamReader& reader() const { return *reader_; }

  // Begins another recording of the stream, `seconds` after the start of this one.
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
  std::size_t pending_stored_ = 0;  // The number of bytes of pending_ that were stored already.
  std::uint64_t skip_ = 0;          // Bytes of the last part that have not arrived.
  bool skip_is_picture_ = false;
  std::size_t stored_ = 0;  // The number of bytes that Take returned.
  std::vector<Unit> units_;
};

// Returns the length of a recording in seconds, by its container.
double RecordingSeconds(absl::string_view recording, double raw_rate);

}  // namespace lossy::agent
