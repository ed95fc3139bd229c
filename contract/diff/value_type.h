#pragma once

#include <string>

#include "contract/model/message_type.h"

namespace lossy::contract {

// Returns the JSON type of a field in words: "string", "list of integer", "map of object".
std::string TypeText(const MessageField& field);

// Returns true if a reader that expects values of the field `reader` can read all values that
// `writer` has. Ranges of integers, values of enums, and fields of messages are not compared. A
// reader of numbers can read integers, and a reader of any value can read each.
bool CanRead(const MessageField& reader, const MessageField& writer);

// Returns true if each integer of `writer` is in the range of `reader`. Also true if one of them is
// no integer.
bool RangeFits(const MessageField& reader, const MessageField& writer);

}  // namespace lossy::contract
