#include "services/admin/process_list.h"

#include <cstddef>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::admin {
namespace {

bool IsProgram(absl::string_view text) {
  return !text.empty() && absl::c_all_of(text, [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '.';
  });
}

bool IsAddress(absl::string_view text) {
  const std::size_t colon = text.rfind(':');
  return colon != absl::string_view::npos && colon > 0 && colon + 1 < text.size();
}

}  // namespace

absl::StatusOr<std::vector<ProcessEntry>> ParseProcesses(absl::string_view text) {
  std::vector<ProcessEntry> entries;
  for (absl::string_view item : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    item = absl::StripAsciiWhitespace(item);
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits('=', 1));
    if (!IsProgram(parts.first) || !IsAddress(parts.second)) {
      return absl::InvalidArgumentError(
          absl::StrCat("an entry must be PROGRAM=HOST:PORT, not \"", item, "\""));
    }
    entries.push_back({std::string(parts.first), std::string(parts.second)});
  }
  if (entries.empty()) return absl::InvalidArgumentError("must name at least one process");
  return entries;
}

std::string AudienceOfProgram(absl::string_view program) {
  if (program == "edge") return "edge";
  // This program's own service is that of the console.
  if (program == "admin") return "lossy.console.v1";
  return absl::StrCat("lossy.", program, ".v1");
}

}  // namespace lossy::admin
