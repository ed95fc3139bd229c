#include "edge/longpoll/post_body.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kPadding = 64;

// Parameters and case of the type do not matter.
bool IsLines(absl::string_view content_type) {
  const absl::string_view type =
      absl::StripAsciiWhitespace(content_type.substr(0, content_type.find(';')));
  return absl::EqualsIgnoreCase(type, "application/x-ndjson");
}

}  // namespace

PostBody::PostBody(absl::string_view content_type, std::string body)
    : lines_(IsLines(content_type)), body_(std::move(body)) {
  body_.reserve(body_.size() + kPadding);
}

absl::string_view PostBody::NextLine() {
  const absl::string_view rest = absl::string_view(body_).substr(read_);
  const std::size_t end = lines_ ? rest.find('\n') : absl::string_view::npos;
  const absl::string_view line = rest.substr(0, end);
  read_ += std::min(line.size() + 1, rest.size());
  return absl::StripAsciiWhitespace(line);
}

PostBody::Kind PostBody::Next(absl::string_view* message) {
  absl::string_view line;
  while (line.empty()) {
    if (read_ == body_.size()) return Kind::kEnd;
    line = NextLine();
  }
  if (lines_ && line[0] != '[' && line[0] != '{') {
    decoded_.clear();
    if (!absl::Base64Unescape(line, &decoded_)) return Kind::kBadBase64;
    decoded_.reserve(decoded_.size() + kPadding);
    *message = decoded_;
    return Kind::kBinary;
  }
  if (!simdjson::validate_utf8(line.data(), line.size())) return Kind::kBadText;
  *message = line;
  return Kind::kText;
}

}  // namespace lossy::edge
