#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/routing/topic_pattern.h"

namespace lossy::edge {

// The pub/sub topic that a joined client follows, such as "user:{identity.user_id}". Immutable.
class SubscribeTemplate {
 public:
  // Follows nothing.
  SubscribeTemplate() = default;

  // Variables are those of the pattern, and {identity.user_id}. InvalidArgument says what is wrong.
  static absl::StatusOr<SubscribeTemplate> Parse(absl::string_view text,
                                                 const TopicPattern& pattern);

  bool empty() const { return pieces_.empty(); }

  std::string Render(const TopicVariables& variables, absl::string_view user_id) const;

 private:
  static constexpr int kLiteral = -1;
  static constexpr int kUserId = -2;

  struct Piece {
    // Index of a variable, or one of the above.
    int variable = kLiteral;
    std::string literal;
  };

  std::vector<Piece> pieces_;
};

}  // namespace lossy::edge
