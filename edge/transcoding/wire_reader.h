#pragma once

#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {

// Reads the fields of one message in protobuf wire format, in order. Every method returns false if
// the bytes are malformed; groups count as malformed. The reader must not be used afterwards.
// `wire` must outlive the reader and the views that it returns. Not thread-safe.
class WireReader {
 public:
  explicit WireReader(absl::string_view wire)
      : position_(wire.data()), end_(wire.data() + wire.size()) {}

  // Returns true at the end of the message.
  bool done() const { return position_ == end_; }
  const char* position() const { return position_; }

  bool ReadTag(std::uint32_t* number, WireType* type) {
    std::uint64_t tag;
    if (!ReadVarint(&tag) || tag > UINT32_MAX) return false;
    *number = static_cast<std::uint32_t>(tag >> 3);
    *type = static_cast<WireType>(tag & 7);
    return *number != 0;
  }

  bool ReadVarint(std::uint64_t* value) {
    if (position_ != end_ && static_cast<signed char>(*position_) >= 0) {
      *value = static_cast<unsigned char>(*position_++);
      return true;
    }
    return ReadLongVarint(value);
  }

  bool ReadFixed32(std::uint32_t* value) { return ReadFixed(value); }
  bool ReadFixed64(std::uint64_t* value) { return ReadFixed(value); }

  bool ReadLength(absl::string_view* value) {
    std::uint64_t size;
    if (!ReadVarint(&size) || size > static_cast<std::size_t>(end_ - position_)) return false;
    *value = absl::string_view(position_, size);
    position_ += size;
    return true;
  }

  // Skips the value of the field whose tag was read last.
  bool Skip(WireType type) {
    std::uint64_t varint;
    std::uint32_t fixed;
    absl::string_view bytes;
    switch (type) {
      case WireType::kVarint:
        return ReadVarint(&varint);
      case WireType::kFixed64:
        return ReadFixed64(&varint);
      case WireType::kLength:
        return ReadLength(&bytes);
      case WireType::kFixed32:
        return ReadFixed32(&fixed);
    }
    return false;
  }

 private:
  template <typename T>
  bool ReadFixed(T* value) {
    if (static_cast<std::size_t>(end_ - position_) < sizeof(T)) return false;
    std::memcpy(value, position_, sizeof(T));
    position_ += sizeof(T);
    return true;
  }

  bool ReadLongVarint(std::uint64_t* value) {
    std::uint64_t result = 0;
    for (int shift = 0; shift < 70 && position_ != end_; shift += 7) {
      const std::uint64_t byte = static_cast<unsigned char>(*position_++);
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        *value = result;
        return true;
      }
    }
    return false;
  }

  const char* position_;
  const char* end_;
};

}  // namespace lossy::edge
