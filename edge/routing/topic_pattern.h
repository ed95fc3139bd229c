#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The most variables that a pattern may have.
inline constexpr int kMaxTopicVariables = 4;

// The values of a topic's variable segments, in the pattern's order. They point into the topic.
using TopicVariables = std::array<absl::string_view, kMaxTopicVariables>;

// A pattern of channel topics, such as "board:room:{room_id}". Colons separate segments. A variable
// matches one segment that is not empty. As the last segment, it matches the rest of the topic,
// with its colons. Immutable, so thread-safe.
class TopicPattern {
 public:
  // InvalidArgument names the problem of the pattern.
  static absl::StatusOr<TopicPattern> Parse(absl::string_view pattern);

  absl::optional<TopicVariables> Match(absl::string_view topic) const;

  // Returns true if a topic exists that matches both patterns.
  bool Overlaps(const TopicPattern& other) const;

  const std::string& text() const { return text_; }
  // Returns the pattern without the names of its variables. Patterns with the same shape match the
  // same topics.
  const std::string& shape() const { return shape_; }
  // Returns the segments before the first variable, each with its colon. Every matching topic
  // begins with it.
  const std::string& literal_prefix() const { return literal_prefix_; }
  // Returns the number of segments that are not variables.
  int literal_segments() const { return literal_segments_; }
  bool is_literal() const { return variables_.empty(); }
  // Returns true if the variable at this index is the last segment, which takes the rest of the
  // topic. Any other variable ends at the next colon.
  bool TakesRest(int index) const { return index == rest_variable_; }
  // Returns the names of the variables, in order.
  const std::vector<std::string>& variables() const { return variables_; }

 private:
  struct Segment {
    bool is_variable = false;
    std::string text;
  };

  absl::Status AddSegment(absl::string_view segment);

  std::string text_;
  std::string shape_;
  std::string literal_prefix_;
  int literal_segments_ = 0;
  std::vector<Segment> segments_;
  std::vector<std::string> variables_;
  int rest_variable_ = -1;  // The index of the variable in the last place; -1: a literal is there.
};

}  // namespace lossy::edge
