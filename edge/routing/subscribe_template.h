#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/routing/topic_pattern.h"

namespace lossy::edge {

// The template of the pub/sub topic that a joined client is subscribed to, such as
// "user:{identity.user_id}". Immutable, so thread-safe.
class SubscribeTemplate {
 public:
  // The empty template: clients are not subscribed.
  SubscribeTemplate() = default;

  // Parses a template. It may contain the variables of the pattern, and {identity.user_id}. Returns
  // INVALID_ARGUMENT that names the problem.
  static absl::StatusOr<SubscribeTemplate> Parse(absl::string_view text,
                                                 const TopicPattern& pattern);

  bool empty() const { return pieces_.empty(); }
  // Returns the template as it was parsed.
  const std::string& text() const { return text_; }

  // Returns the pub/sub topic for a client.
  std::string Render(const TopicVariables& variables, absl::string_view user_id) const;

 private:
  static constexpr int kLiteral = -1;
  static constexpr int kUserId = -2;

  struct Piece {
    // The index in TopicVariables, kLiteral or kUserId.
    int variable = kLiteral;
    std::string literal;
  };

  std::string text_;
  std::vector<Piece> pieces_;
};

}  // namespace lossy::edge
