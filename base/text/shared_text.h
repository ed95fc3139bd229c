#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/string_view.h"

namespace lossy::base {

// An immutable text in a block of memory that all its copies share. A copy takes the room of a
// pointer, and an empty text has no block. Use it for names that many objects keep, such as the
// topic of a connection. A text must be shorter than 4 GiB.
//
// Threads may share the block: the count of copies is atomic. One SharedText must not be assigned
// and read at the same time.
class SharedText {
 public:
  SharedText() = default;
  // Copies the text into a new block.
  SharedText(absl::string_view text) : block_(text.empty() ? nullptr : Make(text)) {}
  SharedText(const std::string& text) : SharedText(absl::string_view(text)) {}
  SharedText(const char* text) : SharedText(absl::string_view(text)) {}

  SharedText(const SharedText& other) : block_(other.block_) {
    if (block_ != nullptr) block_->copies.fetch_add(1, std::memory_order_relaxed);
  }
  SharedText(SharedText&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedText& operator=(SharedText other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedText() {
    if (block_ == nullptr) return;
    if (block_->copies.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    block_->~Block();
    ::operator delete(block_);
  }

  // Valid as long as any of the copies lives.
  absl::string_view view() const {
    return block_ == nullptr ? absl::string_view()
                             : absl::string_view(block_->text(), block_->size);
  }
  operator absl::string_view() const { return view(); }
  std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  bool empty() const { return block_ == nullptr; }

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.block_ == b.block_ || a.view() == b.view();
  }
  template <typename Text,
            typename = std::enable_if_t<std::is_convertible_v<const Text&, absl::string_view> &&
                                        !std::is_same_v<Text, SharedText>>>
  friend bool operator==(const SharedText& a, const Text& b) {
    return a.view() == absl::string_view(b);
  }

 private:
  // The bytes of the text follow the block.
  struct Block {
    explicit Block(std::uint32_t bytes) : size(bytes) {}
    char* text() { return reinterpret_cast<char*>(this + 1); }

    std::atomic<std::uint32_t> copies{1};
    const std::uint32_t size;
  };

  static Block* Make(absl::string_view text) {
    void* const memory = ::operator new(sizeof(Block) + text.size());
    Block* const block = new (memory) Block(static_cast<std::uint32_t>(text.size()));
    std::memcpy(block->text(), text.data(), text.size());
    return block;
  }

  Block* block_ = nullptr;
};

}  // namespace lossy::base
