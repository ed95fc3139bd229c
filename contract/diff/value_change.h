#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/diff/finding.h"
#include "contract/model/message_type.h"

namespace lossy::contract {

// The writer of a message: an old client, or the new server.
enum class MessageDirection : std::uint8_t { kFromClient, kToClient };

// A change of one value. The members are those of a Finding.
struct ValueChange {
  Severity severity = Severity::kOk;
  std::string what;
  std::string why;
  std::string remedy;
};

// Compares the values of an enum. Each has the short name of its JSON form.
std::vector<ValueChange> EnumChanges(MessageDirection direction, const EnumType& old_enum,
                                     const EnumType& new_enum);

// Compares a field before and after a change of the contract: its type, its range, its unit, the
// values of its enum, and the cases in which it is null or absent. The names of the field, and the
// fields of its message, do not count.
std::vector<ValueChange> ValueChanges(MessageDirection direction, const MessageField& old_field,
                                      const MessageField& new_field);

}  // namespace lossy::contract
