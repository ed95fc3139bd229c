#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/agent/models/media/stream_part.h"

namespace lossy::agent {

// The longest header, page or fragment head that a recorder writes. A reader never needs more
// bytes.
inline constexpr std::size_t kMaxPartHeadBytes = 64 << 10;

// The interface of the readers that divide a recorded stream into parts, one for each container
// format. The bytes come from a client, so a reader limits the sizes and times that they state. Not
// thread-safe.
class StreamReader {
 public:
  virtual ~StreamReader() = default;

  // Returns the part at the beginning of `bytes`. Returns nullopt if the reader needs more bytes,
  // never more than kMaxPartHeadBytes. If the structure is broken, the part has kind kOther and
  // reaches to the next place that the reader recognises, and `is_broken` is true.
  virtual absl::optional<StreamPart> Read(absl::string_view bytes) = 0;

  // True if the reader did not recognise the last part.
  bool is_broken() const { return is_broken_; }

  // True if the header of the stream has a track of pictures.
  virtual bool has_pictures() const { return false; }

  // The state between two parts that is not in the header. WebM: the time of the cluster in ticks.
  // MP4: the bytes of the next "mdat" that are sound. Others: zero.
  std::int64_t position() const { return position_; }
  void set_position(std::int64_t position) { position_ = position; }

  // Returns the bytes that must stand between the header and the next part, if a recording begins
  // at `position`.
  virtual std::string Opening(std::int64_t position) const {
    (void)position;
    return "";
  }

  // Divides the sound part `part` into two parts of the same kind. The first one has the packets
  // that begin before `seconds` of the part. Returns nullopt if the part cannot be divided there.
  struct Halves {
    std::string first;
    std::string second;
  };
  virtual absl::optional<Halves> Divide(absl::string_view part, double seconds) const {
    (void)part;
    (void)seconds;
    return absl::nullopt;
  }

 protected:
  StreamPart Broken(std::size_t bytes) {
    is_broken_ = true;
    return {.kind = StreamPart::Kind::kOther, .bytes = bytes};
  }
  void Understood() { is_broken_ = false; }

  std::int64_t position_ = 0;

 private:
  bool is_broken_ = false;
};

}  // namespace lossy::agent
