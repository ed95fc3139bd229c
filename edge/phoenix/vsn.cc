#include "edge/phoenix/vsn.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"

namespace lossy::edge {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool HasLeadingZero(absl::string_view text) { return text.size() > 1 && text[0] == '0'; }

bool IsIdentifier(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
}

bool IsBuild(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  return std::all_of(parts.begin(), parts.end(), IsIdentifier);
}

bool IsPreRelease(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  return std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
    return IsIdentifier(part) && !(IsNumber(part) && HasLeadingZero(part));
  });
}

// Splits the text at the first separator. The second part is nullopt without a separator.
std::pair<absl::string_view, absl::optional<absl::string_view>> Cut(absl::string_view text,
                                                                    char separator) {
  const std::size_t place = text.find(separator);
  if (place == absl::string_view::npos) return {text, absl::nullopt};
  return {text.substr(0, place), text.substr(place + 1)};
}

// Returns true for a patch version of the version that begins with `prefix` ("2.0.").
bool IsVersion(absl::string_view major_minor, absl::string_view vsn) {
  const auto [version, build] = Cut(vsn, '+');
  auto [patch, pre_release] = Cut(version, '-');
  if (!absl::ConsumePrefix(&patch, major_minor)) return false;
  if (!IsNumber(patch) || HasLeadingZero(patch)) return false;
  if (build && !IsBuild(*build)) return false;
  // A pre-release of x.0.0 precedes x.0.0; a pre-release of a later patch does not.
  return !pre_release || (patch != "0" && IsPreRelease(*pre_release));
}

}  // namespace

absl::optional<Serializer> SerializerFor(absl::string_view vsn) {
  if (IsVersion("1.0.", vsn)) return Serializer::kV1;
  if (IsVersion("2.0.", vsn)) return Serializer::kV2;
  return absl::nullopt;
}

absl::optional<Serializer> ChooseSerializer(const QueryParams& params) {
  for (const auto& [name, value] : params) {
    if (absl::StartsWith(name, "vsn[")) return absl::nullopt;
  }
  const std::string* vsn = FindParam(params, "vsn");
  return vsn == nullptr ? Serializer::kV1 : SerializerFor(*vsn);
}

}  // namespace lossy::edge
