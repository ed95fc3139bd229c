#include "base/text/request_id.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text/uuid.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxBytes = 64;

}  // namespace

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxBytes &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
}

std::string RequestIdOrNew(absl::string_view given) {
  return IsRequestId(given) ? std::string(given) : NewUuid();
}

std::string RequestIdWithin(absl::string_view parent, std::uint64_t number) {
  const std::string suffix = absl::StrCat(".", number);
  return absl::StrCat(parent.substr(0, kMaxBytes - suffix.size()), suffix);
}

}  // namespace lossy::base
