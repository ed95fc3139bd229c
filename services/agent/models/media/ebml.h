#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// What stands at the head of each part of a WebM file.
struct EbmlElement {
  std::uint32_t id = 0;  // With its length bits, as the specification writes it.
  std::size_t head_bytes = 0;
  std::uint64_t body_bytes = 0;
  bool is_open = false;  // It ends where something begins that cannot be in it.

  // Whether `bytes`, which begin with it, have it to its end.
  bool IsWholeIn(absl::string_view bytes) const {
    return !is_open && body_bytes <= bytes.size() - head_bytes;
  }
  // Only of one that is whole.
  std::size_t whole_bytes() const { return head_bytes + static_cast<std::size_t>(body_bytes); }
};

// The head at the beginning of `bytes`. Nothing: there is none, or not all of it.
absl::optional<EbmlElement> ReadEbmlElement(absl::string_view bytes);

}  // namespace lossy::agent
