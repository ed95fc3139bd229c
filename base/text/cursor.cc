#include "base/text/cursor.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/error/error.h"

namespace lossy::base {
namespace {

constexpr char kSeparator = '\x1f';

}  // namespace

std::string EncodeCursor(std::initializer_list<std::string> keys) {
  return absl::WebSafeBase64Escape(absl::StrJoin(keys, std::string(1, kSeparator)));
}

absl::StatusOr<std::vector<std::string>> DecodeCursor(absl::string_view cursor, std::size_t keys) {
  std::string text;
  if (absl::WebSafeBase64Unescape(cursor, &text)) {
    std::vector<std::string> parts = absl::StrSplit(text, kSeparator);
    if (parts.size() == keys) return parts;
  }
  return InvalidArgument("cursor", "is not one that was given out");
}

}  // namespace lossy::base
