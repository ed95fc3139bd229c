#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// Variables of a pattern, at most.
inline constexpr int kMaxTopicVariables = 4;

// The values of a topic's variable segments, in the pattern's order. Points into the topic.
using TopicVariables = std::array<absl::string_view, kMaxTopicVariables>;

// A pattern such as "board:room:{room_id}". A variable matches one segment that is not empty; in
// the last place it takes the rest of the topic, colons included. Immutable.
class TopicPattern {
 public:
  // InvalidArgument says what is wrong with the pattern.
  static absl::StatusOr<TopicPattern> Parse(absl::string_view pattern);

  absl::optional<TopicVariables> Match(absl::string_view topic) const;

  // True if some topic matches both.
  bool Overlaps(const TopicPattern& other) const;

  const std::string& text() const { return text_; }
  // The pattern without the variables' names: two with the same shape match the same topics.
  const std::string& shape() const { return shape_; }
  // The beginning of every matching topic: the segments before the first variable, with their
  // colons.
  const std::string& literal_prefix() const { return literal_prefix_; }
  int literal_segments() const { return literal_segments_; }
  bool is_literal() const { return variables_.empty(); }
  // Names, in order.
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
};

}  // namespace lossy::edge
