#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "contract/model/message_type.h"

namespace lossy::edge {

// Parts of the page /docs, as HTML. All texts from descriptors are escaped.

std::string EscapeHtml(absl::string_view text);

// Returns `text` as code.
std::string CodeHtml(absl::string_view text);

// Returns the paragraphs and lists of a cleaned comment (contract/model/comment.h).
std::string CommentHtml(absl::string_view comment);

// Returns the id of the section of a message or an enum, by its full name.
std::string TypeId(absl::string_view full_name);

// The side of the connection that sends a message.
enum class SentBy { kClient, kEdge };

// Returns the table of a message's fields, or a sentence if it has none. `bound` has the names of
// fields that the topic sets; the table leaves them out.
std::string FieldsHtml(const contract::MessageType& message, SentBy sender,
                       const std::vector<std::string>& bound = {});

// Returns the table of an enum's values.
std::string ValuesHtml(const contract::EnumType& enumeration);

}  // namespace lossy::edge
