#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "contract/diff/finding.h"
#include "contract/diff/value_change.h"
#include "contract/model/message_type.h"

namespace lossy::contract {

// Compares the JSON of one payload or reply before and after a change, for a client of the old
// contract and a server of the new one. A message's name and its fields' numbers do not count. Not
// thread-safe.
class MessageDiff {
 public:
  // `place` begins the element of each finding: "topic room:{id}, event say, reply key". `findings`
  // must outlive this object.
  MessageDiff(MessageDirection direction, std::string place, FindingList* findings);

  // Names the fields that the topic sets and the client does not, in the old and the new contract.
  void SetBound(std::vector<std::string> old_names, std::vector<std::string> new_names);

  // Adds the findings. Nullptr is a message without fields.
  void Compare(const MessageType* old_message, const MessageType* new_message);

 private:
  void CompareMessages(const MessageType& old_message, const MessageType& new_message,
                       const std::string& path);
  void CompareBinary(const MessageType& old_message, const MessageType& new_message);
  void CompareField(const MessageType& new_message, const MessageField& old_field,
                    const MessageField& new_field, const std::string& path);
  void CompareAliases(const MessageType& new_message, const MessageField& old_field,
                      const std::string& path);
  void Remove(const MessageField& old_field, const MessageType& new_message,
              const std::string& path);
  void Add(const MessageType& old_message, const MessageField& new_field, const std::string& path);
  // Returns the field of the new message that has the key of a field of the old one, or nullptr.
  const MessageField* Match(const MessageType& new_message, const MessageField& old_field) const;
  void Report(const std::string& path, ValueChange change);

  const MessageDirection direction_;
  const bool from_client_;
  const std::string place_;
  FindingList& findings_;
  std::vector<std::string> old_bound_, new_bound_;
  // The full name of the field under comparison: the subject of findings.
  std::string subject_;
  std::set<std::pair<const MessageType*, const MessageType*>> compared_;
};

}  // namespace lossy::contract
