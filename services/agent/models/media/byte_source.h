#pragma once

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

struct AVIOContext;

namespace lossy::agent {

// Bytes in memory that libav (FFmpeg) reads like a file. Not thread-safe.
class ByteSource {
 public:
  // The bytes must outlive this object.
  explicit ByteSource(absl::string_view bytes);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Valid as long as this object. Nullptr if its memory could not be allocated.
  AVIOContext* context() { return context_; }

 private:
  static int Read(void* source, std::uint8_t* buffer, int size);
  static std::int64_t Seek(void* source, std::int64_t offset, int whence);

  const absl::string_view bytes_;
  std::size_t position_ = 0;
  AVIOContext* context_ = nullptr;
};

}  // namespace lossy::agent
