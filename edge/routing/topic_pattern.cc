#include "edge/routing/topic_pattern.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::edge {
namespace {

// The topic of heartbeats.
constexpr absl::string_view kReserved = "phoenix";

bool IsVariableName(absl::string_view name) {
  return !name.empty() && absl::ascii_islower(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

bool IsLiteral(absl::string_view segment) {
  return !segment.empty() && std::all_of(segment.begin(), segment.end(), [](char c) {
    return absl::ascii_isgraph(c) && c != '{' && c != '}';
  });
}

}  // namespace

absl::StatusOr<TopicPattern> TopicPattern::Parse(absl::string_view pattern) {
  TopicPattern result;
  result.text_ = std::string(pattern);
  // The loop splits the copy, because a split of a null view has no segment at all.
  for (absl::string_view segment : absl::StrSplit(result.text_, ':')) {
    if (absl::Status status = result.AddSegment(segment); !status.ok()) return status;
  }
  if (result.segments_.front().text == kReserved) {
    return absl::InvalidArgumentError(absl::StrCat("the topic ", kReserved, " is reserved"));
  }
  if (result.segments_.back().is_variable) {
    result.rest_variable_ = static_cast<int>(result.variables_.size()) - 1;
  }
  return result;
}

absl::Status TopicPattern::AddSegment(absl::string_view segment) {
  const auto refuse = [&](absl::string_view problem) {
    return absl::InvalidArgumentError(
        absl::StrCat("the topic \"", text_, "\" is malformed: ", problem));
  };
  const bool is_variable = segment.size() >= 2 && segment.front() == '{' && segment.back() == '}';
  const absl::string_view name = is_variable ? segment.substr(1, segment.size() - 2) : segment;
  if (is_variable && !IsVariableName(name)) {
    return refuse(absl::StrCat(segment, " is no variable"));
  }
  if (!is_variable && !IsLiteral(segment)) {
    return refuse(absl::StrCat("\"", segment, "\" is no segment"));
  }
  if (!segments_.empty()) shape_ += ':';
  shape_.append(is_variable ? "{}" : std::string(segment));
  segments_.push_back({is_variable, std::string(name)});
  if (!is_variable) {
    ++literal_segments_;
    if (variables_.empty()) absl::StrAppend(&literal_prefix_, segment, ":");
    return absl::OkStatus();
  }
  if (std::find(variables_.begin(), variables_.end(), name) != variables_.end()) {
    return refuse(absl::StrCat(segment, " is there twice"));
  }
  if (variables_.size() == kMaxTopicVariables) {
    return refuse(absl::StrCat("it has more than ", kMaxTopicVariables, " variables"));
  }
  variables_.emplace_back(name);
  return absl::OkStatus();
}

absl::optional<TopicVariables> TopicPattern::Match(absl::string_view topic) const {
  TopicVariables variables;
  std::size_t count = 0;
  for (const Segment& segment : segments_) {
    const bool last = &segment == &segments_.back();
    const std::size_t colon = last ? absl::string_view::npos : topic.find(':');
    if (!last && colon == absl::string_view::npos) return absl::nullopt;
    const absl::string_view value = topic.substr(0, colon);
    if (segment.is_variable ? value.empty() : value != segment.text) return absl::nullopt;
    if (segment.is_variable) variables[count++] = value;
    if (!last) topic.remove_prefix(colon + 1);
  }
  return variables;
}

bool TopicPattern::Overlaps(const TopicPattern& other) const {
  for (std::size_t i = 0;; ++i) {
    const bool last = i + 1 == segments_.size(), other_last = i + 1 == other.segments_.size();
    const Segment& segment = segments_[i];
    const Segment& other_segment = other.segments_[i];
    // A variable as the last segment matches the rest of the other pattern.
    if ((last && segment.is_variable) || (other_last && other_segment.is_variable)) return true;
    const bool literal = !segment.is_variable && !other_segment.is_variable;
    if (literal && segment.text != other_segment.text) return false;
    if (last || other_last) return last && other_last;
  }
}

}  // namespace lossy::edge
