#include "contract/model/message_type.h"

#include <algorithm>

namespace lossy::contract {

const MessageField* BinaryField(const MessageType& message) {
  const auto found = std::find_if(message.fields.begin(), message.fields.end(),
                                  [](const MessageField& field) { return field.binary; });
  return found == message.fields.end() ? nullptr : &*found;
}

}  // namespace lossy::contract
