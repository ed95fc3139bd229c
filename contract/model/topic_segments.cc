#include "contract/model/topic_segments.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::contract {

std::vector<TopicSegment> TopicSegments(absl::string_view pattern) {
  std::vector<TopicSegment> segments;
  for (absl::string_view segment : absl::StrSplit(pattern, ':')) {
    const bool is_variable = segment.size() >= 2 && segment.front() == '{' && segment.back() == '}';
    segments.push_back(
        {is_variable, std::string(is_variable ? segment.substr(1, segment.size() - 2) : segment)});
  }
  return segments;
}

std::string TopicShape(absl::string_view pattern) {
  std::string shape;
  for (const TopicSegment& segment : TopicSegments(pattern)) {
    absl::StrAppend(&shape, shape.empty() ? "" : ":", segment.is_variable ? "{}" : segment.text);
  }
  return shape;
}

std::vector<std::string> TopicVariables(absl::string_view pattern) {
  std::vector<std::string> variables;
  for (TopicSegment& segment : TopicSegments(pattern)) {
    if (segment.is_variable) variables.push_back(std::move(segment.text));
  }
  return variables;
}

}  // namespace lossy::contract
