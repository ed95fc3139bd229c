#include "edge/routing/subscribe_template.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kUserIdName = "identity.user_id";

absl::Status Refuse(absl::string_view text, absl::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat("the subscription \"", text, "\" is malformed: ", problem));
}

}  // namespace

absl::StatusOr<SubscribeTemplate> SubscribeTemplate::Parse(absl::string_view text,
                                                           const TopicPattern& pattern) {
  SubscribeTemplate result;
  result.text_ = std::string(text);
  for (absl::string_view rest = text; !rest.empty();) {
    const std::size_t open = rest.find_first_of("{}");
    if (open != 0) result.pieces_.push_back({kLiteral, std::string(rest.substr(0, open))});
    if (open == absl::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    if (rest[open] == '}' || close == absl::string_view::npos) {
      return Refuse(text, "its braces do not match");
    }
    const absl::string_view name = rest.substr(open + 1, close - open - 1);
    const std::vector<std::string>& names = pattern.variables();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end() && name != kUserIdName) {
      return Refuse(text, absl::StrCat("{", name, "} is unknown"));
    }
    const int variable = found == names.end() ? kUserId : static_cast<int>(found - names.begin());
    result.pieces_.push_back({variable, ""});
    rest.remove_prefix(close + 1);
  }
  return result;
}

std::string SubscribeTemplate::Render(const TopicVariables& variables,
                                      absl::string_view user_id) const {
  std::string topic;
  for (const Piece& piece : pieces_) {
    switch (piece.variable) {
      case kLiteral:
        topic += piece.literal;
        break;
      case kUserId:
        topic.append(user_id.data(), user_id.size());
        break;
      default:
        absl::StrAppend(&topic, variables[piece.variable]);
    }
  }
  return topic;
}

}  // namespace lossy::edge
