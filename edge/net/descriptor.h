#pragma once

#include <unistd.h>

#include <utility>

namespace lossy::edge {

// Owns a file descriptor, and closes it at the end. A moved-from object owns none. Not thread-safe.
class Descriptor {
 public:
  Descriptor() = default;
  // Takes the ownership of `value`. A negative value is none.
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }

  bool valid() const { return value_ >= 0; }
  // Returns the descriptor, or a negative number if the object owns none.
  int get() const { return value_; }
  void Close() {
    if (valid()) close(std::exchange(value_, -1));
  }

 private:
  int value_ = -1;
};

}  // namespace lossy::edge
