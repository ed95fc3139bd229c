#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "edge/tls/record_cipher.h"

namespace lossy::edge {

// Collects the records of one send(). The connections of a thread share one, because each sends its
// records before the next connection seals its own. Not thread-safe.
class RecordBuffer {
 public:
  // The most bytes of content that fit, in records of the largest size.
  static constexpr std::size_t kPlainBytes = 4 * RecordCipher::kMaxPlainBytes;

  // Returns the sealed records, valid until the next change.
  absl::string_view records() const { return {bytes_, size_}; }
  void Clear() { size_ = 0; }
  // Appends one record with `plain`, at most RecordCipher::kMaxPlainBytes. Together, the contents
  // since the last Clear must be at most kPlainBytes, and one control record (an alert or a key
  // update) may be added. Returns false if OpenSSL fails.
  bool Add(RecordCipher& cipher, RecordType type, absl::string_view plain) {
    const std::size_t size = cipher.Seal(type, plain, bytes_ + size_);
    size_ += size;
    return size > 0;
  }

 private:
  static constexpr std::size_t kControlBytes = 64;

  std::size_t size_ = 0;
  char bytes_[kPlainBytes + 4 * RecordCipher::kMaxOverheadBytes + kControlBytes];
};

}  // namespace lossy::edge
