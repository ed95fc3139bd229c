#include "base/flags/flag_file.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

}  // namespace

absl::StatusOr<std::vector<FlagLine>> ReadFlagFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path);
  std::vector<FlagLine> lines;
  std::size_t bytes = 0;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    bytes += line.size() + 1;
    if (bytes > kMostBytes) return absl::InvalidArgumentError("the file is larger than 1 MiB");
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty() || absl::StartsWith(text, "#")) continue;
    lines.push_back({.number = number, .text = std::string(text)});
  }
  if (file.eof() && !file.bad()) return lines;
  const int error = errno;
  return absl::NotFoundError(absl::StrCat("the file cannot be read: ",
                                          error != 0 ? std::strerror(error) : "it is no text"));
}

}  // namespace lossy::base
