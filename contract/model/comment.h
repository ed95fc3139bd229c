#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace lossy::contract {

// Joins the lines of a comment to one line per paragraph. A blank line separates paragraphs, and a
// line that begins with "- " stays a line.
std::string CleanComment(absl::string_view text);

// Returns the comment before an element of a .proto, or else the one behind it, cleaned. Empty if
// the descriptors have no source info. `Of` is a descriptor of a message, field, method, enum or
// value.
template <typename Of>
std::string CommentOf(const Of& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  const bool leading = !location.leading_comments.empty();
  return CleanComment(leading ? location.leading_comments : location.trailing_comments);
}

// Returns the unit of a number that the comment or the field's name states: "s", "ms", "bytes", or
// "" without one.
std::string UnitOf(absl::string_view comment, absl::string_view name);

// Returns true if the comment of a field says that a value is required: "Required.", "UUID;
// required.". A condition, as in "Required unless …", does not count.
bool SaysRequired(absl::string_view comment);

// Returns the first sentence of a comment, with its period.
absl::string_view FirstSentence(absl::string_view comment);

}  // namespace lossy::contract
