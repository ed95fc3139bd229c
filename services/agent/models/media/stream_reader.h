#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/agent/models/media/stream_part.h"

namespace lossy::agent {

// The longest header, page or fragment head of a recorder. A reader never asks for more bytes.
inline constexpr std::size_t kMaxPartHeadBytes = 64 << 10;

// Reads the parts of a recorded stream one after the other. The bytes are a client's: a reader
// limits the sizes and times that they state. One thread at a time.
class StreamReader {
 public:
  virtual ~StreamReader() = default;

  // The part at the beginning of `bytes`. Nullopt: the reader needs more bytes, never more than
  // kMaxPartHeadBytes. If the structure is broken, the part has kind kOther and reaches to the next
  // place that the reader recognises, and `is_broken` is true.
  virtual absl::optional<StreamPart> Read(absl::string_view bytes) = 0;

  // True if the reader did not recognise the last part.
  bool is_broken() const { return is_broken_; }

  // True if the header of the stream names pictures.
  virtual bool has_pictures() const { return false; }

  // The state between two parts that is not in the header. WebM: the time of the cluster in ticks.
  // MP4: the bytes of the next "mdat" that are sound. Others: zero.
  std::int64_t position() const { return position_; }
  void set_position(std::int64_t position) { position_ = position; }

  // The bytes that must stand between the header and the parts behind `position`, if a recording
  // begins there.
  virtual std::string Opening(std::int64_t position) const {
    (void)position;
    return "";
  }

  // The bytes of sound part `part` as two parts of the same kind: the first has the packets that
  // begin before `seconds` of it. Nullopt: the part cannot be divided there.
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
