#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The head of an element of a WebM file.
struct EbmlElement {
  std::uint32_t id = 0;  // With its length bits, as in the specification.
  std::size_t head_bytes = 0;
  std::uint64_t body_bytes = 0;
  bool is_open = false;  // It has no size and ends before an element that cannot be inside it.

  // True if `bytes`, which begin with the element, contain all of it.
  bool IsWholeIn(absl::string_view bytes) const {
    return !is_open && body_bytes <= bytes.size() - head_bytes;
  }
  // The size of an element with a size.
  std::size_t whole_bytes() const { return head_bytes + static_cast<std::size_t>(body_bytes); }
};

// The head at the beginning of `bytes`. Nullopt: there is none, or not all of it.
absl::optional<EbmlElement> ReadEbmlElement(absl::string_view bytes);

}  // namespace lossy::agent
