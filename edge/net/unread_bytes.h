#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// A buffer for the received bytes of an incomplete unit (a frame, a request). It takes no memory
// while it is empty. Not thread-safe.
class UnreadBytes {
 public:
  bool empty() const { return bytes_ == nullptr; }
  std::size_t size() const { return empty() ? 0 : bytes_->size(); }
  // Returns the bytes of memory taken.
  std::size_t capacity() const { return empty() ? 0 : bytes_->capacity(); }
  // Returns the bytes. LoopIteration::kReadPadding readable bytes follow them. The buffer must not
  // be empty.
  char* data() { return bytes_->data(); }

  // Adds `more` at the end. `wanted` is the size of the whole unit, or 0 if it is unknown. For a
  // large unit, memory grows only as bytes arrive. A client cannot take memory by announcing a
  // large unit.
  void Append(absl::string_view more, std::size_t wanted);
  // Removes the first `taken` bytes and frees the memory that the rest does not need.
  void Consume(std::size_t taken);
  void Clear() { bytes_.reset(); }

 private:
  void Grow(std::size_t more, std::size_t wanted);
  void Shrink();

  std::unique_ptr<std::string> bytes_;
};

}  // namespace lossy::edge
