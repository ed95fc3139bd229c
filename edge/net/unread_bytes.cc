#include "edge/net/unread_bytes.h"

#include <algorithm>

#include "edge/net/loop_iteration.h"

namespace lossy::edge {
namespace {

// The largest unit, in bytes, for which memory is reserved at once.
constexpr std::size_t kLargeUnit = 64 << 10;

// Moves the bytes to memory of this size. reserve() alone would take twice the present size or
// more.
void Reallocate(std::string& bytes, std::size_t capacity) {
  std::string moved;
  moved.reserve(capacity);
  moved.append(bytes);
  bytes.swap(moved);
}

}  // namespace

void UnreadBytes::Append(absl::string_view more, std::size_t wanted) {
  if (empty()) bytes_ = std::make_unique<std::string>();
  Grow(more.size(), wanted);
  bytes_->append(more.data(), more.size());
}

void UnreadBytes::Consume(std::size_t taken) {
  if (taken >= size()) return Clear();
  bytes_->erase(0, taken);
  Shrink();
}

void UnreadBytes::Grow(std::size_t more, std::size_t wanted) {
  const std::size_t needed = bytes_->size() + more + LoopIteration::kReadPadding;
  if (needed <= bytes_->capacity()) return;
  const std::size_t whole = std::max(needed, wanted + LoopIteration::kReadPadding);
  Reallocate(*bytes_, whole <= kLargeUnit ? whole : std::min(whole, needed * 2));
}

void UnreadBytes::Shrink() {
  const std::size_t needed = bytes_->size() + LoopIteration::kReadPadding;
  if (bytes_->capacity() <= kLargeUnit || bytes_->capacity() / 4 < needed) return;
  Reallocate(*bytes_, needed);
}

}  // namespace lossy::edge
