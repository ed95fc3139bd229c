#include "services/shared/text/fit_text.h"

#include "base/utf8/valid_utf8.h"
#include "services/shared/text/clean_text.h"

namespace lossy::services {
namespace {

// The number of bytes that replace an invalid byte of UTF-8, at most.
constexpr std::size_t kReplacementBytes = 3;

std::string Fit(absl::string_view text, std::size_t bytes) {
  const std::string valid = base::ValidUtf8(text, kReplacementBytes * text.size());
  return CleanText(WithoutMarkup(valid), bytes);
}

}  // namespace

std::string FitText(absl::string_view text) { return Fit(text, kMaxTextBytes); }

std::string FitName(absl::string_view name) { return Fit(name, kMaxNameBytes); }

}  // namespace lossy::services
