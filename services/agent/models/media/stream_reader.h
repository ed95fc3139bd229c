#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/agent/models/media/stream_part.h"

namespace lossy::agent {

// No header, page or fragment head of a recorder is longer. A reader never asks for more bytes.
inline constexpr std::size_t kMaxPartHeadBytes = 64 << 10;

// Tells the parts of a recorded stream apart, one after the other. It believes no size and no time
// that the bytes claim beyond what its contract says. One thread at a time.
class StreamReader {
 public:
  virtual ~StreamReader() = default;

  // The part that `bytes` begin with. Nullopt: the reader needs more bytes, never more than
  // kMaxPartHeadBytes. Where the structure is broken, the part reaches to the next place where the
  // reader understands it again, is of kind kOther and `IsBroken`.
  virtual absl::optional<StreamPart> Read(absl::string_view bytes) = 0;

  // Whether the last part that was read was not understood.
  bool is_broken() const { return is_broken_; }

  // Whether the header of the stream names pictures.
  virtual bool has_pictures() const { return false; }

  // The state between two parts that the header does not tell: of WebM the time of the cluster, in
  // ticks; of MP4 which bytes of the next "mdat" are sound; of others zero.
  std::int64_t position() const { return position_; }
  void set_position(std::int64_t position) { position_ = position; }

  // What must stand between the header and the parts that follow `position`, when a recording
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
