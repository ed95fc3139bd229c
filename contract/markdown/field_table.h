#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "contract/model/contract.h"
#include "contract/schema/schema.h"

namespace lossy::contract {

// Returns a text between backticks.
std::string Code(absl::string_view text);

// Returns a text as a cell of a table: one line, without the character that ends a cell.
std::string Cell(absl::string_view text);

// Returns the anchor that GitHub gives a heading.
std::string Anchor(absl::string_view heading);

// Writes tables of the fields of messages, with links to the messages of the fields. Not
// thread-safe.
class FieldTables {
 public:
  // Returns the table of a message, or a sentence if it has no fields. `bound` has the names of
  // fields that the topic sets; the table leaves them out.
  std::string Table(const MessageType& message, Direction direction,
                    const std::vector<std::string>& bound = {});

  // Returns a link to the heading of a message's own table, and adds the message to linked().
  std::string Link(const MessageType& message, Direction direction);

  // The messages with links, in the order of their first link. Table may add further ones.
  const std::vector<std::pair<const MessageType*, Direction>>& linked() const { return linked_; }

 private:
  std::string TypeText(const MessageField& field, Direction direction);
  std::string ValueText(const MessageField& field, Direction direction);

  std::set<std::pair<const MessageType*, Direction>> seen_;
  std::vector<std::pair<const MessageType*, Direction>> linked_;
};

}  // namespace lossy::contract
