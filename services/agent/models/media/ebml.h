#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of an element of a WebM file (EBML, RFC 8794).
struct EbmlElement {
  std::uint32_t id = 0;  // With its length bits, as in the specification.
  std::size_t head_bytes = 0;
  std::uint64_t body_bytes = 0;
  bool is_open = false;  // It has no size and ends before an element that cannot be inside it.

  // True if `bytes`, which begin with the element, contain all of it.
  bool IsWholeIn(absl::string_view bytes) const {
    return !is_open && body_bytes <= bytes.size() - head_bytes;
  }
  // The size of head and body. The element must have a size (not `is_open`).
  std::size_t whole_bytes() const { return head_bytes + static_cast<std::size_t>(body_bytes); }
};

// Returns the head at the beginning of `bytes`. Returns nullopt if it is incomplete, or no head.
absl::optional<EbmlElement> ReadEbmlElement(absl::string_view bytes);

}  // namespace lossy::agent
